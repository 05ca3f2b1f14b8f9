import { isDeepStrictEqual } from "node:util";
import type { OperationId } from "../../src/spec/operation-facts.js";
import type { Operation } from "../../src/spec/operation-table.js";
import type { PlainRequest } from "../generate/plain-request.js";
import { rawRequest } from "../generate/right-request.js";
import { allOf, groundsOfCall } from "../judge/grounds.js";
import { Mismatch } from "../judge/mismatch.js";
import { contractSpec } from "../run/contract-spec.js";
import type { Actor, Clause, ClauseContext } from "./clause.js";
import { pickOne } from "./support/agent.js";
import { UNKNOWN } from "./support/request-faults.js";
import { defineClauses, WALK } from "./support/define.js";
import { same } from "./support/expect.js";
import { heldOpportunity, stateOf } from "./support/state.js";

/** A complete request with one fault, which must have no effect. */
interface Harmless {
  words: string;
  grounds: readonly string[];
  change: (request: PlainRequest) => PlainRequest;
  actor?: Actor;
}

const HARMLESS: readonly Harmless[] = [
  { words: "without credentials", grounds: ["D 29-30"], change: (request) => request, actor: "anonymous" },
  {
    words: "of another account",
    grounds: ["D 29-30", "A-06"],
    change: (request) => request,
    actor: "second",
  },
  {
    words: "with an unknown parameter",
    grounds: ["A-24"],
    change: (request) => ({ ...request, query: [[UNKNOWN, "x"]] }),
  },
];
const IN_BODY: readonly Harmless[] = [
  {
    words: "with an unknown field",
    grounds: ["A-24"],
    change: (request) => ({ ...request, body: request.body!.replace("{", `{"${UNKNOWN}":1,`) }),
  },
  {
    words: "of another type",
    grounds: ["A-01"],
    change: (request) => ({ ...request, headers: { "content-type": "text/plain" } }),
  },
  {
    words: "with text after its JSON",
    grounds: ["A-01"],
    change: (request) => ({ ...request, body: `${request.body!}{}` }),
  },
];

/** A correct request about one product, whose state shows whether it took effect. */
type Changing = (t: ClauseContext, of: Awaited<ReturnType<typeof heldOpportunity>>) => PlainRequest;

const CHANGING: Partial<Record<OperationId, Changing>> = {
  updateProduct: (t, { product }) =>
    plain("PUT", { product_id: product.id }, { name: t.name("other"), release: "r", snaps: [] }),
  deleteProduct: (_, { product }) => plain("DELETE", { product_id: product.id }),
  createTestSpec: (t, { product }) => plain("POST", { product_id: product.id }, { name: t.name("spec") }),
  deleteTestSpec: (_, { product, specs }) =>
    plain("DELETE", { product_id: product.id, test_spec_id: specs[0]!.id }),
  advertiseImage: (t, { product }) =>
    plain("POST", { product_id: product.id }, { image_unique_id: t.uuid(), image_reference: null }),
  advertiseSnap: (_, { product }) =>
    plain("POST", { product_id: product.id }, { name: product.snaps[0], revision: 1, channel: "edge" }),
  advertiseGoldMaster: (_, { product }) =>
    plain(
      "POST",
      { product_id: product.id },
      { snaps: [{ name: product.snaps[0], revision: 1 }], channel: "edge" },
    ),
  postTestResult: (_, { id, agent }) =>
    plain(
      "POST",
      { test_opportunity_id: id },
      { agent_id: agent.agent_id, test_status: "PASSED", result_payload: {} },
    ),
  pickTestOpportunity: (_, { agent }) =>
    plain("POST", { agent_id: agent.agent_id }, { platform: agent.platform }),
  legacyAdvertiseSnap: (t, { product }) =>
    // The snap that only this product references: where the refusal fails, no other clause's product is triggered.
    plain("POST", { org_id: t.target.organization! }, { name: product.snaps.at(-1), revision: 1 }),
};

/** The faults of an operation's request. A pick of another account is right: it gets that account's work. */
const faultsOf = (operationId: string, { body }: PlainRequest): readonly Harmless[] =>
  [...HARMLESS, ...(body === null ? [] : IN_BODY)].filter(
    ({ actor }) => actor !== "second" || operationId !== "pickTestOpportunity",
  );

function plain(method: string, path: Record<string, string>, body?: unknown): PlainRequest {
  const isThere = body !== undefined;
  return {
    ...{ method, path, query: [] },
    headers: isThere ? { "content-type": "application/json" } : {},
    body: isThere ? JSON.stringify(body) : null,
  };
}

/** A service that takes an opportunity back from its agent by itself has fewer of them. */
const picks = (state: unknown): number => JSON.stringify(state).split('"PICKED_BY_AGENT"').length;

/** Sends a wrong request. @throws Mismatch if it is not refused */
async function isRefused(
  t: ClauseContext,
  operation: Operation,
  right: PlainRequest,
  { words, grounds, change, actor }: Harmless,
): Promise<void> {
  const answer = await t.send(rawRequest(operation, change(right)), actor);
  if (answer.status >= 400) return;
  const what = { expected: `a refusal of a request ${words}`, got: `status ${answer.status}` };
  throw new Mismatch(what, grounds, answer.exchange, groundsOfCall(answer.exchange));
}

/** Compares the state after each wrong request. */
async function eachIsUndone(
  t: ClauseContext,
  operation: Operation,
  request: Changing,
  wrong: readonly Harmless[],
): Promise<void> {
  const made = await heldOpportunity(t);
  const before = await stateOf(t, made.product.id);
  const right = request(t, made);
  for (const one of wrong) {
    await isRefused(t, operation, right, one);
    const after = await stateOf(t, made.product.id);
    const by = picks(after) < picks(before) ? allOf(one.grounds, ["A-16"]) : one.grounds;
    same(`the state after a request ${one.words}`, after, before, by);
  }
}

/** Refused requests have no effect (contract.md §2). */
export const undone: readonly Clause[] = Object.entries(CHANGING).flatMap(([operationId, request]) => {
  const operation = contractSpec.operation(operationId);
  return defineClauses(
    {
      ...{ operation: operationId, answer: null, leaves: "opportunities" },
      needs: [...WALK, "second-account", ...(operationId.startsWith("legacy") ? (["legacy"] as const) : [])],
    },
    {
      [`errors.undone.${operationId}`]: {
        title: `${operationId}: a refused request has no effect, for any reason of refusal`,
        provenance: ["D 29-30", "A-01", "A-24"],
        statements: ["2.authenticated", "2.error-ids"],
        async run(t) {
          const made = await heldOpportunity(t);
          const before = await stateOf(t, made.product.id);
          const right = request(t, made);
          const wrong = faultsOf(operationId, right);
          for (const one of wrong) await isRefused(t, operation, right, one);
          const after = await stateOf(t, made.product.id);
          if (operationId === "pickTestOpportunity" && isDeepStrictEqual(after, before))
            await pickOne(t, made.agent, made.ids.slice(1));
          if (isDeepStrictEqual(after, before)) return;
          // Which of them had the effect is found one by one, from a new state.
          await eachIsUndone(t, operation, request, wrong);
          const by = picks(after) < picks(before) ? ["A-16"] : [];
          same("the state after them all", after, before, allOf(...wrong.map(({ grounds }) => grounds), by));
        },
      },
    },
  );
});
