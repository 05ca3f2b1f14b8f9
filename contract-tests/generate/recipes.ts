import type { Operation } from "../../src/spec/operation-table.js";
import type { Answer } from "../target/answer.js";
import type { Capability } from "../target/capability.js";
import type { ClauseContext } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { Skip } from "../judge/mismatch.js";
import type { BarredAccounts, Login } from "../target/target.js";
import { faultAnswer } from "./faults.js";
import { fullLogs, fullPick, fullProducts, fullResults, fullTestSpecs } from "./full-lists.js";
import type { PlainRequest } from "./plain-request.js";
import {
  actorOf,
  heldOpportunity,
  login,
  needsOf,
  organization,
  pickOwn,
  rawRequest,
  resultOf,
  rightRequest,
} from "./right-request.js";
import { requestRules } from "./rules.js";

/** How an answer of an operation is brought about. */
export interface Recipe {
  needs: readonly Capability[];
  reach: (t: ClauseContext) => Promise<Answer>;
}

/** Statuses that only a fault brings about. */
const BY_FAULT = ["429", "500", "503"];

/** The recipe for a declared answer; null where none is known. */
export function recipeFor(spec: ContractSpec, operation: Operation, status: string): Recipe | null {
  const { operationId } = operation;
  const needs = needsOf(operation);
  const full = FULL[`${operationId}.${status}`];
  if (full) return { needs, reach: (t) => (canWalk(t) ? full(t) : sendRight(t, operation)) };
  const own = OWN[`${operationId}.${status}`];
  if (own) return { needs: [...needs, ...(own.needs ?? [])], reach: own.reach };
  if (BY_FAULT.includes(status)) {
    return { needs: [...needs, "control-plane"], reach: (t) => faultAnswer(t, operationId, Number(status)) };
  }
  if (status.startsWith("2")) return { needs, reach: (t) => sendRight(t, operation) };
  if (status === "401") return { needs, reach: (t) => sendRight(t, operation, "anonymous") };
  if (status === "404") return { needs, reach: (t) => sendUnknown(t, operation) };
  const rule = requestRules(spec).find(
    (one) => one.operation === operationId && one.expected === status && one.kind !== "method",
  );
  return rule ? { needs, reach: (t) => sendChanged(t, operation, (right) => rule.break(right)) } : null;
}

/** Lists that say most when there is something in them, which takes more abilities than reading them. */
const FULL: Readonly<Record<string, (t: ClauseContext) => Promise<Answer>>> = {
  "listProducts.200": fullProducts,
  "listTestSpecs.200": fullTestSpecs,
  "listTestEvents.200": fullLogs("listTestEvents"),
  "listTestResults.200": fullResults("listTestResults"),
  "listTestResultsAlias.200": fullResults("listTestResultsAlias"),
  "legacyListTestEvents.200": fullLogs("legacyListTestEvents"),
  "legacyListTestResults.200": fullResults("legacyListTestResults"),
};

const canWalk = ({ target: { capabilities } }: ClauseContext): boolean =>
  (["writes", "create-products", "agent-api"] as const).every((need) => capabilities.has(need));

/** Answers that a right request alone, or a wrong one, does not bring about. */
const OWN: Readonly<
  Record<string, { needs?: readonly Capability[]; reach: (t: ClauseContext) => Promise<Answer> }>
> = {
  "advertiseImage.201": { needs: ["create-products"], reach: advertiseOwnImage },
  "advertiseSnap.201": { needs: ["create-products"], reach: advertiseOwnSnap },
  "advertiseGoldMaster.201": { needs: ["create-products"], reach: advertiseOwnGoldMaster },
  "pickTestOpportunity.200": { needs: ["create-products"], reach: (t) => fullPick(t) },
  "postTestResult.201": { needs: ["create-products"], reach: postOnce },
  "postTestResult.200": { needs: ["create-products"], reach: postTwice },
  "postTestResult.409": { reach: postAsAnother },
  "legacyAdvertiseImage.201": { needs: ["create-products"], reach: advertiseLegacyImage },
  "legacyAdvertiseSnap.201": { needs: ["create-products"], reach: advertiseLegacySnap },
  "createToken.200": { reach: createTokenTwice },
  "createToken.401": { reach: (t) => token(t, { ...login(t), password: t.uuid() }) },
  "createToken.403": {
    needs: ["barred-accounts"],
    reach: (t) => token(t, { ...barred(t, "suspended") }),
  },
};

async function sendRight(
  t: ClauseContext,
  operation: Operation,
  actor = actorOf(operation),
): Promise<Answer> {
  return t.send(rawRequest(operation, await rightRequest(t, operation.operationId)), actor);
}

async function sendChanged(
  t: ClauseContext,
  operation: Operation,
  change: (right: PlainRequest) => PlainRequest,
): Promise<Answer> {
  const right = await rightRequest(t, operation.operationId);
  return t.send(rawRequest(operation, change(right)), actorOf(operation));
}

/** The same about something that is not there. */
async function sendUnknown(t: ClauseContext, operation: Operation): Promise<Answer> {
  return sendChanged(t, operation, (right) => {
    const last = Object.keys(right.path).at(-1)!;
    const unknown = last === "org_id" ? t.name("no-org") : t.uuid();
    return { ...right, path: { ...right.path, [last]: unknown } };
  });
}

/** A product of this clause's own with a Test Spec that foreign agents do not take. */
async function testable(t: ClauseContext): Promise<{ product_id: string; snap: string; image_name: string }> {
  const product = await t.make.product();
  const image_name = t.name("image");
  await t.make.testSpec(product.id, { image_name });
  return { product_id: product.id, snap: product.snaps[0]!, image_name };
}

async function advertiseOwnImage(t: ClauseContext): Promise<Answer> {
  const { product_id } = await testable(t);
  const body = {
    image_unique_id: t.uuid(),
    image_reference: { run: t.run },
    channel: "edge",
    extra_snaps: [],
  };
  return t.call("advertiseImage", { path: { product_id }, body });
}

async function advertiseOwnSnap(t: ClauseContext): Promise<Answer> {
  const { product_id, snap } = await testable(t);
  return t.call("advertiseSnap", {
    path: { product_id },
    body: { name: snap, revision: 1, channel: "edge" },
  });
}

async function advertiseOwnGoldMaster(t: ClauseContext): Promise<Answer> {
  const { product_id, snap } = await testable(t);
  const body = { snaps: [{ name: snap, revision: 1 }], channel: "stable" };
  return t.call("advertiseGoldMaster", { path: { product_id }, body });
}

async function advertiseLegacyImage(t: ClauseContext): Promise<Answer> {
  const { image_name } = await testable(t);
  const body = { image_reference: { run: t.run }, image_unique_id: t.uuid(), image_name };
  return t.call("legacyAdvertiseImage", { path: { org_id: organization(t) }, body });
}

async function advertiseLegacySnap(t: ClauseContext): Promise<Answer> {
  const { snap } = await testable(t);
  return t.call("legacyAdvertiseSnap", {
    path: { org_id: organization(t) },
    body: { name: snap, revision: 1 },
  });
}

async function postOnce(t: ClauseContext): Promise<Answer> {
  const { test_opportunity_id, agent_id } = await pickOwn(t);
  return t.call("postTestResult", { path: { test_opportunity_id }, body: resultOf(agent_id) });
}

async function postTwice(t: ClauseContext): Promise<Answer> {
  const { test_opportunity_id, agent_id } = await pickOwn(t);
  const post = (): Promise<Answer> =>
    t.call("postTestResult", { path: { test_opportunity_id }, body: resultOf(agent_id) });
  await post();
  return post();
}

async function postAsAnother(t: ClauseContext): Promise<Answer> {
  const { test_opportunity_id } = await heldOpportunity(t);
  return t.call("postTestResult", { path: { test_opportunity_id }, body: resultOf(t.make.agent()) });
}

async function createTokenTwice(t: ClauseContext): Promise<Answer> {
  const body = { ...login(t), token_name: t.name("token") };
  await t.call("createToken", { body }, "anonymous");
  return t.call("createToken", { body }, "anonymous");
}

async function token(t: ClauseContext, account: Record<string, string>): Promise<Answer> {
  return t.call("createToken", { body: { ...account, token_name: t.name("token") } }, "anonymous");
}

/** @throws Skip where no account is known that is barred in this way */
function barred({ target }: ClauseContext, how: keyof BarredAccounts): Login {
  if (!target.barred) throw new Skip("no barred accounts are known");
  return target.barred[how];
}
