import { logsOf, objectOf, resultsOf, testSpecsOf } from "../mutants/bodies.js";
import type { WireAnswer } from "../mutants/call.js";
import { become, remembering } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";

/** Gives deleted objects to `after`, which changes later answers. */
export const since = (
  operation: "deleteProduct" | "deleteTestSpec",
  after: (answer: WireAnswer, gone: ReadonlySet<string>, operationId: string, productId: string) => void,
): Mutant["wrap"] =>
  remembering("*", () => {
    const gone = new Set<string>();
    return (answer, call) => {
      const id = call.path[operation === "deleteProduct" ? "product_id" : "test_spec_id"];
      if (call.operationId === operation && answer.status === 204) gone.add(id!);
      else if (gone.size > 0) after(answer, gone, call.operationId, call.path["product_id"] ?? "");
    };
  });

/** Flaws of what deleted Test Specs leave. */
export const deletedSpecFlaws: readonly WrittenFlaw[] = [
  [
    "test-spec.logs.gone",
    "the deletion of a Test Spec deletes the logs of its opportunities",
    "deleted.test-spec.logs",
    since("deleteTestSpec", (answer) => {
      const logs = logsOf(answer);
      logs.splice(0, logs.length, ...logs.filter(({ events }) => events.length > 1));
    }),
  ],
  [
    "test-spec.logs.name",
    "the deletion of a Test Spec deletes its name in logs",
    ["deleted.test-spec.logs", "deleted.test-spec.runs-on"],
    since("deleteTestSpec", (answer) => logsOf(answer).forEach((log) => (log.spec_name = ""))),
  ],
  [
    "test-spec.result.null",
    "a result shows null for a deleted Test Spec",
    "deleted.test-spec.result",
    since("deleteTestSpec", (answer) =>
      resultsOf(answer).forEach((result) => Reflect.set(result, "test_spec", null)),
    ),
  ],
  [
    "test-spec.result.payload",
    "a result shows a deleted Test Spec without its payload",
    "deleted.test-spec.result",
    since("deleteTestSpec", (answer) =>
      resultsOf(answer).forEach((result) => (result.test_spec.test_payload = null)),
    ),
  ],
  [
    "test-spec.picked.payload",
    "an opportunity of a deleted Test Spec is picked without its payload",
    "deleted.test-spec.picked",
    since("deleteTestSpec", (answer, _, operationId) => {
      if (operationId === "pickTestOpportunity" && answer.status === 200)
        Object.assign(answer.body as object, { test_payload: null });
    }),
  ],
  [
    "test-spec.picked.never",
    "no agent gets opportunities of a deleted Test Spec",
    "deleted.test-spec.picked",
    since("deleteTestSpec", (answer, _, operationId) => {
      if (operationId === "pickTestOpportunity") become(answer, 204);
    }),
  ],
  [
    "test-spec.runs-on.result",
    "a held opportunity of a deleted Test Spec gets no result",
    "deleted.test-spec.runs-on",
    since("deleteTestSpec", (answer, gone) => {
      const results = resultsOf(answer);
      if (gone.has(results[0]?.test_spec.id ?? "")) results[0]!.test_spec.name = "(deleted)";
    }),
  ],
  [
    "test-spec.anew.same",
    "a new Test Spec has the id of a deleted one with the same name in lists",
    "deleted.test-spec.made-anew",
    remembering(["createTestSpec", "listTestSpecs"], () => {
      const first = new Map<string, string>();
      return (answer, { operationId }) => {
        const body = objectOf(answer.body);
        if (operationId === "createTestSpec" && !first.has(String(body["name"])))
          first.set(String(body["name"]), String(body["id"]));
        for (const spec of testSpecsOf(answer)) spec.id = first.get(spec.name) ?? spec.id;
      };
    }),
  ],
];
