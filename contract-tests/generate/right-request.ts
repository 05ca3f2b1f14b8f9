import type { Operation } from "../../src/spec/operation-table.js";
import type { RawRequest } from "../target/answer.js";
import type { Capability } from "../target/capability.js";
import type { Actor, Clause, ClauseContext, TestSpecBody } from "../clauses/clause.js";
import { Skip } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import { pathOf, type PlainRequest } from "./plain-request.js";

/** An opportunity that an agent of ours has picked and never posts a result of. */
interface Held {
  test_opportunity_id: string;
  agent_id: string;
}

/** What a right request of an operation needs of a target. */
export function needsOf({ operationId, tag, method }: Operation): Capability[] {
  if (tag === "tokens") return ["writes", "password"];
  const needs: Capability[] = method === "get" ? [] : ["writes"];
  if (/^(create|update|delete)Product$/.test(operationId)) needs.push("create-products");
  if (tag === "agents") needs.push("agent-api");
  if (tag === "legacy") needs.push("legacy");
  return needs;
}

/** What a right request leaves behind; so may a wrong one, where a target takes it. */
export function leavesOf({ operationId, tag }: Operation): Clause["leaves"] {
  if (tag === "tokens") return "token";
  if (tag === "triggers" || /^legacyAdvertise/.test(operationId)) return "opportunities";
  if (operationId === "createTestSpec") return "test-spec";
  return operationId.endsWith("Product") && operationId !== "getProduct" ? "product" : "nothing";
}

/** Who sends an operation's requests when all is right. */
export const actorOf = ({ security }: Operation): Actor => (security === "none" ? "anonymous" : "first");

/** A request that the target should take, about things of this run's that nobody misses. */
export async function rightRequest(t: ClauseContext, operationId: string, form = 0): Promise<PlainRequest> {
  const operation = t.spec.operation(operationId);
  const path = await pathFor(t, operation);
  const body = operation.body ? await bodyFor(t, operationId, form) : null;
  return {
    method: operation.method.toUpperCase(),
    path,
    query: [],
    headers: body === null ? {} : { "content-type": "application/json" },
    body: body === null ? null : JSON.stringify(body),
  };
}

/** The request as a clause sends it. */
export function rawRequest(operation: Operation, request: PlainRequest): RawRequest {
  const { method, headers, body } = request;
  return { method, path: pathOf(operation, request), headers, ...(body === null ? {} : { body }) };
}

async function pathFor(t: ClauseContext, { operationId, path }: Operation): Promise<Record<string, string>> {
  const has = (name: string): boolean => path.includes(`{${name}}`);
  const found: Record<string, string> = {};
  if (has("test_spec_id")) {
    const { product, testSpec } = await testSpecFor(t, operationId);
    return { product_id: product, test_spec_id: testSpec };
  }
  if (has("product_id")) found["product_id"] = await productFor(t, operationId);
  if (has("org_id")) found["org_id"] = organization(t);
  if (has("agent_id")) found["agent_id"] = t.make.agent();
  if (has("test_opportunity_id"))
    found["test_opportunity_id"] = (await heldOpportunity(t)).test_opportunity_id;
  return found;
}

async function productFor(t: ClauseContext, operationId: string): Promise<string> {
  if (operationId === "deleteProduct") return (await t.make.product()).id;
  if (operationId === "updateProduct")
    return (await oncePerRun(t, "product to change", () => t.make.product())).id;
  return (await t.make.sharedProduct()).id;
}

async function testSpecFor(
  t: ClauseContext,
  operationId: string,
): Promise<{ product: string; testSpec: string }> {
  const { id: product } = await t.make.sharedProduct();
  const make = async (): Promise<{ product: string; testSpec: string }> => ({
    product,
    testSpec: (await t.make.testSpec(product)).id,
  });
  if (operationId === "deleteTestSpec") return make();
  return oncePerRun(t, "Test Spec to read", async () => {
    if (t.target.capabilities.has("writes")) return make();
    const listed = await t.call("listTestSpecs", { path: { product_id: product } });
    const [first] = (listed.json as { test_specs?: TestSpecBody[] } | undefined)?.test_specs ?? [];
    if (!first) throw new Skip("there is no Test Spec to read, and none may be made");
    return { product, testSpec: first.id };
  });
}

/** The organization that the legacy API is called with. @throws Skip where none is known */
export function organization({ target }: ClauseContext): string {
  if (target.organization === undefined) throw new Skip("no organization of the account is known");
  return target.organization;
}

/** An opportunity that an agent of this run's holds; one for all clauses whose posts are refused. */
export function heldOpportunity(t: ClauseContext): Promise<Held> {
  return oncePerRun(t, "held opportunity", () => pickOwn(t));
}

/** Advertises something and picks it, as a new agent. */
export async function pickOwn(t: ClauseContext): Promise<Held> {
  const { testSpec, test_opportunity_id } = await t.make.opportunity();
  const agent_id = t.make.agent();
  const picked = await t.call("pickTestOpportunity", {
    path: { agent_id },
    body: { platform: testSpec.platform },
  });
  const got = (picked.json as { test_opportunity_id?: string } | undefined)?.test_opportunity_id;
  if (got !== test_opportunity_id)
    throw new Skip("the opportunity that this needs was not given to our agent");
  return { test_opportunity_id, agent_id };
}

/** A login of the account at the token endpoint. @throws Skip where none is known */
export function login({ target }: ClauseContext): Record<string, string> {
  if (!target.login) throw new Skip("email and password of the account are not known");
  return { ...target.login };
}

async function bodyFor(t: ClauseContext, operationId: string, form: number): Promise<unknown> {
  switch (operationId) {
    case "createProduct":
    case "updateProduct":
      return { name: t.name("product"), release: "15.04-core", snaps: [`${t.name("snap")}.contract`] };
    case "createTestSpec":
      return {
        name: t.name("spec"),
        platform: t.make.platform(),
        image_name: t.name("image"),
        test_payload: { test_cmds: ["true"] },
      };
    case "advertiseImage":
      return { image_unique_id: t.uuid(), image_reference: { run: t.run }, channel: "edge", extra_snaps: [] };
    case "advertiseSnap":
      return form === 0 ? { ...(await snapOf(t)), channel: "edge" } : goldMaster(t);
    case "advertiseGoldMaster":
      return goldMaster(t);
    case "pickTestOpportunity":
      return { platform: t.make.platform(), agent_group: t.run, agent_revno: "1" };
    case "postTestResult":
      return resultOf((await heldOpportunity(t)).agent_id);
    case "legacyAdvertiseImage":
      return {
        image_reference: { run: t.run },
        image_unique_id: t.uuid(),
        image_name: t.name("image"),
        upgrade_snaps: [],
      };
    case "legacyAdvertiseSnap":
      return snapOf(t);
    case "createToken":
      return { ...login(t), token_name: t.name("token") };
    default:
      throw new Error(`no right body is known for ${operationId}`);
  }
}

/** A result as an agent posts it. */
export function resultOf(agent_id: string): Record<string, unknown> {
  return {
    agent_id,
    test_status: "PASSED",
    result_payload: { summary: "posted by the contract suite" },
    agent_revno: "1",
    agent: { timing: { setup_start: "2016-01-04T16:58:30.000000" } },
  };
}

async function snapOf(t: ClauseContext): Promise<{ name: string; revision: number }> {
  const [name] = (await t.make.sharedProduct()).snaps;
  if (name === undefined) throw new Skip("the product references no snap that could be advertised");
  return { name, revision: 1 };
}

async function goldMaster(t: ClauseContext): Promise<unknown> {
  return { snaps: [await snapOf(t)], channel: "edge" };
}
