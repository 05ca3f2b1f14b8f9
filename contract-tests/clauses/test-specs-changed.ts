import type { ProductBody, TestSpecBody } from "./clause.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, list, refused, same } from "./support/expect.js";
import { productWithSpecs, REFERENCE, advertise, trigger } from "./support/trigger.js";
import { check } from "../judge/mismatch.js";
import { agentFor, walk } from "./support/walk.js";
import { pickOne } from "./support/agent.js";
import { logOf, resultOf } from "./support/read.js";

export const below = (product: ProductBody) => ({ path: { product_id: product.id } });

export const at = (product: ProductBody, spec: TestSpecBody) => ({
  path: { product_id: product.id, test_spec_id: spec.id },
});

/** Values of a test payload: any JSON, or a string that may contain JSON (L 1064). */
export const PAYLOADS = {
  object: { test_cmds: ["snap list"], nested: REFERENCE },
  list: [1, "two", null],
  "json-string": '{"test_cmds": ["gateway.foo --version"]}',
  "python-string": "{'foo': 'bar'}",
  number: -2.5,
  false: false,
  null: null,
};

/** Test Specs that are deleted or come later, and what they give to agents. */
export const deletedTestSpecs = [
  ...defineClauses(
    { operation: "createTestSpec", answer: "201", needs: MAKE, leaves: "test-spec" },
    {
      "test-specs.delete.gone": {
        title: "A deleted Test Spec cannot be read and is not in the list",
        provenance: ["A-08", "A-29"],
        statements: ["4.deleteTestSpec"],
        operation: "deleteTestSpec",
        answer: "204",
        leaves: "product",
        async run(t) {
          const { product, specs } = await productWithSpecs(t, 2);
          answered(await t.call("deleteTestSpec", at(product, specs[0]!)), 204);
          refused(await t.call("getTestSpec", at(product, specs[0]!)), 404);
          const all = list(answered(await t.call("listTestSpecs", below(product)), 200), "test_specs");
          same("the list", all, [specs[1]]);
        },
      },
      "test-specs.delete.again": {
        title: "A repeated deletion of a Test Spec, as after a lost answer, is 404",
        provenance: ["A-08", "A-29"],
        statements: ["4.deleteTestSpec", "4.retry"],
        operation: "deleteTestSpec",
        answer: "404",
        async run(t) {
          const product = await t.make.sharedProduct();
          const made = await t.make.testSpec(product.id);
          answered(await t.call("deleteTestSpec", at(product, made)), 204);
          same(
            "id",
            refused(await t.call("deleteTestSpec", at(product, made)), 404).id,
            "resource-not-found",
          );
        },
      },
      "test-specs.delete.stops-opportunities": {
        title: "A deleted Test Spec makes no more opportunities",
        provenance: ["A-29"],
        statements: ["4.deleteTestSpec"],
        operation: "deleteTestSpec",
        answer: "204",
        leaves: "opportunities",
        async run(t) {
          const { product, specs } = await productWithSpecs(t, 2);
          answered(await t.call("deleteTestSpec", at(product, specs[0]!)), 204);
          const body = { name: product.snaps[0], revision: 1, channel: "edge" };
          const ids = await advertise(t, "snap", product.id, body);
          check(ids.length === 1, "one opportunity, for the remaining Test Spec", ids);
          const log = await logOf(t, product.id, ids[0].test_opportunity_id);
          same("its spec_name", log.spec_name, specs[1]!.name, ["A-29", "A-15"]);
        },
      },
      "test-specs.delete.opportunities-run-on": {
        title: "Opportunities of a deleted Test Spec continue, and their results still show it",
        provenance: ["A-29", "A-19"],
        statements: ["4.deleteTestSpec"],
        operation: "deleteTestSpec",
        answer: "204",
        needs: WALK,
        leaves: "opportunities",
        async run(t) {
          const made = await trigger(t, "image");
          const spec = made.specs[0]!;
          answered(await t.call("deleteTestSpec", at(made.product, spec)), 204);
          const { picked, result } = await walk(t, made);
          same("test_spec of the pick", picked.test_spec, spec);
          same("test_spec of the result", result.test_spec, spec);
        },
      },
      "test-specs.joins-next-trigger": {
        title: "A new Test Spec is used by the next trigger, not by earlier ones",
        provenance: ["A-08"],
        statements: ["4.one-per-test-spec"],
        leaves: "opportunities",
        async run(t) {
          const { product, platform } = await productWithSpecs(t);
          const body = { name: product.snaps[0], revision: 1, channel: "edge" };
          const before = await advertise(t, "snap", product.id, body);
          await t.make.testSpec(product.id, { platform });
          const after = await advertise(t, "snap", product.id, { ...body, revision: 2 });
          same("opportunities before and after", [before.length, after.length], [1, 2]);
        },
      },
      "test-specs.payload.reaches-agent": {
        title: "The agent gets the Test Spec's payload unchanged, for its Provisioning Kit",
        provenance: ["P", "A-21"],
        statements: ["1.test-spec", "1.kit", "7.kit-payload"],
        operation: "pickTestOpportunity",
        answer: "200",
        needs: WALK,
        leaves: "opportunities",
        async run(t) {
          const product = await t.make.product();
          const platform = t.make.platform();
          const spec = await t.make.testSpec(product.id, { platform, test_payload: PAYLOADS.object });
          const [made] = await advertise(t, "image", product.id, {
            image_unique_id: t.uuid(),
            image_reference: null,
          });
          const picked = await pickOne(t, agentFor(t, platform), [made.test_opportunity_id]);
          same("test_payload", picked.test_payload, PAYLOADS.object);
          same("test_spec", picked.test_spec, spec);
          check((await resultOf(t, product.id, made.test_opportunity_id)) === null, "no result yet", "one");
        },
      },
    },
  ),
];
