import { around } from "../mutants/around.js";
import { type EventLog, logsOf, objectOf, resultsOf } from "../mutants/bodies.js";
import type { WireAnswer } from "../mutants/call.js";
import { become, onStatus, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";
import { since, deletedSpecFlaws } from "./deleted.test-specs.flaws.js";

const BELOW = [
  "getProduct",
  "updateProduct",
  "deleteProduct",
  "createTestSpec",
  "listTestSpecs",
  "getTestSpec",
  "deleteTestSpec",
  "advertiseImage",
  "advertiseSnap",
  "advertiseGoldMaster",
  "listTestEvents",
  "listTestResults",
  "listTestResultsAlias",
];

/** Lists of the organization still show deleted items. */
const kept = (operation: string, fields: readonly string[]): Mutant["wrap"] =>
  remembering([operation.replace("legacyListTest", "listTest"), operation], () => {
    const seen = new Map<string, unknown>();
    return (answer, call) => {
      const shown: unknown[] = fields[0] === "event_logs" ? logsOf(answer) : resultsOf(answer);
      for (const one of shown) seen.set(String(objectOf(one)["test_opportunity_id"]), one);
      const id = call.url.searchParams.get("test_opportunity_id");
      if (call.operationId === operation && shown.length === 0 && id !== null && seen.has(id))
        shown.push(seen.get(id));
    };
  });

/** Flaws of deletions. */
export const deletedFlaws = defineFlaws("deleted", [
  ...BELOW.map((operation): WrittenFlaw => [
    `product.${operation}.gone`,
    `${operation} of a deleted product is 410`,
    `deleted.product.${operation}`,
    since("deleteProduct", (answer, gone, operationId, productId) => {
      if (operationId === operation && gone.has(productId)) refuse(answer, 410, "gone");
    }),
  ]),
  ...BELOW.map((operation): WrittenFlaw => [
    `product.${operation}.told`,
    `the refusal of ${operation} of a deleted product mentions the deletion`,
    `deleted.product.${operation}`,
    since("deleteProduct", (answer, gone, operationId, productId) => {
      if (operationId === operation && gone.has(productId))
        refuse(answer, 404, "resource-not-found", "deleted");
    }),
  ]),
  [
    "product.posts.conflict",
    "a post for an opportunity of a deleted product is 409",
    "deleted.product.posts",
    since("deleteProduct", (answer, _, operationId) => {
      if (operationId === "postTestResult" && answer.status === 404) refuse(answer, 409, "conflict");
    }),
  ],
  [
    "product.posts.finished",
    "a repeated post is answered although its product was deleted",
    "deleted.product.posts",
    around(["postTestResult"], () => {
      const made = new Map<string, WireAnswer>();
      return async (call) => {
        const id = call.path["test_opportunity_id"]!;
        const answer = await call.send();
        if (answer.status === 201) made.set(id, answer);
        const known = made.get(id);
        return answer.status === 404 && known ? { ...known, status: 200 } : answer;
      };
    }),
  ],
  [
    "product.picks",
    "an agent gets its held opportunity of a deleted product again",
    "deleted.product.picks",
    around(["pickTestOpportunity"], () => {
      const held = new Map<string, WireAnswer>();
      return async (call) => {
        const answer = await call.send();
        const agent = call.path["agent_id"]!;
        if (answer.status === 200) held.set(agent, answer);
        return answer.status === 204 ? (held.get(agent) ?? answer) : answer;
      };
    }),
  ],
  [
    "product.organization.logs",
    "the organization shows the logs of a deleted product",
    "deleted.product.organization",
    kept("legacyListTestEvents", ["event_logs"]),
  ],
  [
    "product.organization.results",
    "the organization shows the results of a deleted product",
    "deleted.product.organization",
    kept("legacyListTestResults", ["test_results"]),
  ],
  ...["legacyAdvertiseImage", "legacyAdvertiseSnap"].map((operation): WrittenFlaw => [
    `product.triggers.${operation}`,
    `${operation} for a snap or image name of a deleted product is 201 without ids`,
    "deleted.product.legacy-triggers",
    onStatus([operation], 404, (answer) => become(answer, 201, { ids: [] })),
  ]),
  [
    "product.anew.base",
    "a new product has the last gold master of a deleted one with the same name",
    "deleted.product.made-anew",
    since("deleteProduct", (answer) => {
      for (const log of logsOf(answer))
        if (log.test_opportunity.update_channel) log.test_opportunity.base_channel = "stable";
    }),
  ],
  [
    "product.anew.logs",
    "a new product has the logs of a deleted one with the same name",
    "deleted.product.made-anew",
    remembering(["createProduct", "listTestEvents"], () => {
      const named = new Map<string, string>();
      const seen = new Map<string, EventLog[]>();
      return (answer, call) => {
        if (call.operationId === "createProduct") {
          const made = objectOf(answer.body);
          named.set(String(made["id"]), String(made["name"]));
          return;
        }
        const name = named.get(call.path["product_id"]!) ?? "";
        const logs = logsOf(answer);
        const before = seen.get(name) ?? [];
        if (logs.length === 0 && before.length > 0) logs.push(...before);
        else if (logs.length > 0) seen.set(name, [...logs]);
      };
    }),
  ],
  ...[
    "advertiseImage",
    "advertiseSnap",
    "advertiseGoldMaster",
    "legacyAdvertiseImage",
    "legacyAdvertiseSnap",
  ].map((operation): WrittenFlaw => [
    `test-spec.triggers.${operation}`,
    `${operation} after the only Test Spec was deleted is 201 without ids`,
    "deleted.test-spec.triggers",
    onStatus([operation], 404, (answer) => become(answer, 201, { ids: [] })),
  ]),
  ...deletedSpecFlaws,
]);
