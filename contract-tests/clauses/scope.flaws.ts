import { onAnswer } from "../mutants/around.js";
import { logsOf, objectOf, resultsOf, testSpecsOf } from "../mutants/bodies.js";
import type { WireAnswer } from "../mutants/call.js";
import { refill, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";
import { deletesAlike, accountFlaws } from "./scope.accounts.flaws.js";

/** Shows the first of two objects with the same body instead of the second. */
const firstOfAlike = (
  makes: string,
  shows: readonly string[],
  list: (answer: WireAnswer) => { id: string }[],
): Mutant["wrap"] =>
  remembering("*", () => {
    const first = new Map<string, { id: string }>();
    const instead = new Map<string, { id: string }>();
    return async (answer, call) => {
      if (call.operationId === makes && answer.status === 201) {
        const [key, made] = [await call.text(), structuredClone(answer.body) as { id: string }];
        const known = first.get(key);
        if (known) instead.set(made.id, known);
        else first.set(key, made);
      }
      if (!shows.includes(call.operationId)) return;
      const shown = list(answer);
      refill(
        shown,
        shown.map((one) => instead.get(one.id) ?? one),
      );
    };
  });

/** Lists of a product also show items of other products of the same name. */
const joined = (operation: string, name: "event_logs" | "test_results"): Mutant["wrap"] =>
  remembering([operation], () => {
    const seen = new Map<string, Map<string, unknown>>();
    return (answer) => {
      const shown: { image_unique_id: string; test_opportunity_id: string }[] =
        name === "event_logs" ? logsOf(answer) : resultsOf(answer);
      for (const one of shown) {
        const all = seen.get(one.image_unique_id) ?? new Map<string, unknown>();
        seen.set(one.image_unique_id, all.set(one.test_opportunity_id, one));
      }
      const images = new Set(shown.map((one) => one.image_unique_id));
      const all = [...images].flatMap((image) => [...seen.get(image)!.values()]);
      if (all.length > shown.length) objectOf(answer.body)[name] = all;
    };
  });

/** Flaws that only show with similar objects. */
export const scopeFlaws = defineFlaws("scope", [
  [
    "test-specs.by-name",
    "the first of several identical Test Specs is shown instead of the others",
    "scope.twins.test-specs",
    firstOfAlike("createTestSpec", ["listTestSpecs"], testSpecsOf),
  ],
  [
    "events.by-image",
    "the logs of an image are listed below every product with that image",
    "scope.twins.events",
    joined("listTestEvents", "event_logs"),
  ],
  [
    "results.by-image",
    "the results of an image are listed below every product with that image",
    "scope.twins.results",
    joined("listTestResults", "test_results"),
  ],
  [
    "results.last-payload",
    "all results of an image show the last payload",
    "scope.twins.results",
    remembering(["postTestResult", "listTestResults"], () => {
      let last: unknown;
      return async (answer, call) => {
        if (call.operationId === "postTestResult") last = objectOf(await call.body())["result_payload"];
        else
          for (const result of resultsOf(answer))
            if ("n" in result.result_payload) result.result_payload = objectOf(last);
      };
    }),
  ],
  [
    "result-spec.by-name",
    "a result shows the first Test Spec of the same name",
    "scope.twins.result-spec",
    remembering(["createTestSpec", "listTestResults"], () => {
      const first = new Map<string, { id: string; name: string }>();
      return (answer, call) => {
        if (call.operationId === "createTestSpec" && answer.status === 201) {
          const made = answer.body as { id: string; name: string };
          if (!first.has(made.name)) first.set(made.name, made);
        }
        for (const result of resultsOf(answer)) {
          const { name } = objectOf(result.test_spec) as { name: string };
          Object.assign(result.test_spec, first.get(name) ?? {});
        }
      };
    }),
  ],
  [
    "organization.one-each",
    "an organization shows only one opportunity of each image",
    "scope.twins.organization",
    onAnswer(["legacyListTestEvents"], (answer, { url }) => {
      if (url.searchParams.has("image_unique_id")) logsOf(answer).splice(1);
    }),
  ],
  [
    "deleted.by-name",
    "the deletion of a product also deletes products of the same name",
    "scope.twins.deleted",
    deletesAlike("deleteProduct", "createProduct", ({ url }) => url.pathname),
  ],
  [
    "deleted-spec.by-name",
    "the deletion of a Test Spec also deletes Test Specs of the same name",
    "scope.twins.deleted-spec",
    deletesAlike("deleteTestSpec", "createTestSpec", ({ url }) => url.pathname),
  ],
  [
    "deleted.gold-master",
    "the deletion of a product deletes the gold masters of its snaps",
    "scope.twins.deleted",
    remembering(["deleteProduct", "listTestEvents"], () => {
      let isDeleted = false;
      return (answer, { operationId }) => {
        if (operationId === "deleteProduct") isDeleted ||= answer.status === 204;
        if (isDeleted) for (const log of logsOf(answer)) log.test_opportunity.base_channel = null;
      };
    }),
  ],
  [
    "update.by-name",
    "the replacement of a product also replaces products of the same name",
    "scope.update.own",
    remembering(["createProduct", "updateProduct"], () => {
      const names = new Map<string, string>();
      return async (answer, call) => {
        if (call.operationId === "createProduct" && answer.status === 201) {
          const made = answer.body as { id: string; name: string };
          names.set(made.id, made.name);
          return;
        }
        const id = call.path["product_id"]!;
        const alike = [...names].filter(([other, name]) => other !== id && name === names.get(id));
        for (const [other] of alike) await call.send({ to: `/products/${other}`, text: await call.text() });
      };
    }),
  ],
  ...accountFlaws,
]);
