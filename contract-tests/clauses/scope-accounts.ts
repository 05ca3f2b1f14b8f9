import { check } from "../judge/mismatch.js";
import type { Actor, ClauseContext } from "./clause.js";
import type {
  AdvertisedIds,
  EventLog,
  Product,
  TestOpportunity,
  TestResult,
  TestSpec,
} from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, filled, list, same } from "./support/expect.js";
import { eventLogs } from "./support/read.js";
import { stateOf } from "./support/state.js";

/** A product of an account with a Test Spec and an advertised image, all with given names. */
async function madeBy(
  t: ClauseContext,
  actor: Actor,
  names: { product: string; spec: string; platform: string; image: string; image_name?: string },
) {
  const product = answered<Product>(
    await t.call(
      "createProduct",
      { body: { name: names.product, release: "r", snaps: [`${names.product}.foo`] } },
      actor,
    ),
    201,
  );
  const path = { product_id: product.id };
  const spec = { name: names.spec, platform: names.platform, image_name: names.image_name ?? null };
  const testSpec = answered<TestSpec>(await t.call("createTestSpec", { path, body: spec }, actor), 201);
  const body = { image_unique_id: names.image, image_reference: { of: actor } };
  const answer = answered(await t.call("advertiseImage", { path, body }, actor), 201);
  const [{ test_opportunity_id: id }] = filled<AdvertisedIds["ids"][number]>(answer, "ids");
  return { product, testSpec, id };
}

const namesOf = (t: ClauseContext) => ({
  ...{ product: t.name("product"), spec: t.name("spec"), platform: t.make.platform() },
  image: t.uuid(),
});

const ACCOUNTS: readonly Actor[] = ["first", "second"];

export const accounts = defineClauses(
  {
    operation: "pickTestOpportunity",
    answer: "200",
    needs: [...WALK, "second-account"],
    leaves: "opportunities",
  },
  {
    "scope.accounts.agents": {
      title:
        "Agents of the same name and platform in two accounts each get and post only their own account's work",
      provenance: ["A-30", "A-06"],
      statements: ["7.own-account", "3.privacy"],
      async run(t) {
        const names = namesOf(t);
        const agent_id = t.make.agent();
        const made = [];
        for (const actor of ACCOUNTS) made.push({ actor, ...(await madeBy(t, actor, names)) });
        // The account with the newer work polls first, so that the oldest work of all accounts would be wrong.
        for (const { actor, id, product } of made.toReversed()) {
          const input = { path: { agent_id }, body: { platform: names.platform } };
          const got = answered<TestOpportunity>(await t.call("pickTestOpportunity", input, actor), 200);
          same("opportunity and product", [got.test_opportunity_id, got.product_id], [id, product.id]);
          const body = { agent_id, test_status: "PASSED", result_payload: { of: actor } };
          answered(await t.call("postTestResult", { path: { test_opportunity_id: id }, body }, actor), 201);
          answered(await t.call("pickTestOpportunity", input, actor), 204);
        }
        for (const { actor, id, product } of made) {
          const path = { product_id: product.id };
          const query = { image_unique_id: names.image };
          const results = await t.until("the result", async () => {
            const all = list<TestResult>(
              answered(await t.call("listTestResults", { path, query }, actor), 200),
              "test_results",
            );
            return all.length > 0 ? all : null;
          });
          same(
            "the results",
            results.map((one) => [one.test_opportunity_id, one.result_payload]),
            [[id, { of: actor }]],
          );
          const logs = list<EventLog>(
            answered(await t.call("listTestEvents", { path, query }, actor), 200),
            "event_logs",
          );
          same(
            "the logs",
            logs.map((log) => log.test_opportunity_id),
            [id],
          );
        }
      },
    },
    "scope.accounts.deleted": {
      title: "Deletions of one account do not affect another account's objects of the same names",
      provenance: ["A-06", "A-29"],
      statements: ["4.deleteProduct", "3.privacy"],
      operation: "deleteProduct",
      answer: "204",
      async run(t) {
        const names = namesOf(t);
        const [own, other] = [await madeBy(t, "first", names), await madeBy(t, "second", names)];
        const before = await stateOf(t, own.product.id);
        answered(await t.call("deleteProduct", { path: { product_id: other.product.id } }, "second"), 204);
        same("the first account's", await stateOf(t, own.product.id), before);
        const input = { path: { agent_id: t.make.agent() }, body: { platform: names.platform } };
        answered(await t.call("pickTestOpportunity", input, "second"), 204);
        const got = answered<TestOpportunity>(await t.call("pickTestOpportunity", input), 200);
        same("the pick of the first account's agent", got.test_opportunity_id, own.id);
      },
    },
    "scope.accounts.snaps": {
      title:
        "A snap revision triggers only the own account's products, even if other accounts reference the snap",
      provenance: ["A-06", "L 788-790"],
      statements: ["8.legacyAdvertiseSnap", "8.organization"],
      operation: "legacyAdvertiseSnap",
      answer: "201",
      needs: [...WALK, "second-account", "legacy"],
      async run(t) {
        const names = namesOf(t);
        const [own, other] = [await madeBy(t, "first", names), await madeBy(t, "second", names)];
        const input = {
          path: { org_id: t.target.organization! },
          body: { name: `${names.product}.foo`, revision: 3 },
        };
        const made = list<unknown>(answered(await t.call("legacyAdvertiseSnap", input), 201), "ids");
        check(made.length === 1, "one opportunity", made);
        check((await eventLogs(t, own.product.id)).length === 2, "two logs of the own account", "others");
        const { length } = await eventLogs(t, other.product.id, {}, "second");
        same("logs of the other account", length, 1);
      },
    },
    "scope.accounts.image-names": {
      title:
        "A legacy image triggers only the own account's Test Specs, even if other accounts use the image name",
      provenance: ["A-22", "A-06", "L 708-713"],
      statements: ["8.image-name", "8.organization"],
      operation: "legacyAdvertiseImage",
      answer: "201",
      needs: [...WALK, "second-account", "legacy"],
      async run(t) {
        const names = { ...namesOf(t), image_name: t.name("image") };
        const [own, other] = [await madeBy(t, "first", names), await madeBy(t, "second", names)];
        const body = { image_name: names.image_name, image_unique_id: t.uuid(), image_reference: null };
        const made = answered(
          await t.call("legacyAdvertiseImage", { path: { org_id: t.target.organization! }, body }),
          201,
        );
        check(list(made, "ids").length === 1, "one opportunity", made);
        check((await eventLogs(t, own.product.id)).length === 2, "two logs of the own account", "others");
        same("logs of the other account", (await eventLogs(t, other.product.id, {}, "second")).length, 1);
        const seen = await t.call("listTestEvents", {
          path: { product_id: own.product.id },
          query: { image_unique_id: body.image_unique_id },
        });
        same(
          "image_unique_id",
          fields(list(answered(seen, 200), "event_logs")[0])["image_unique_id"],
          body.image_unique_id,
          ["A-22", "A-06", "A-15", "A-23"],
        );
      },
    },
  },
);
