import type { Product } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, filled, list, refused, same } from "./support/expect.js";
import { eventLogs } from "./support/read.js";

export const PRIVATE = [...MAKE, "second-account"] as const;

/** Another account's organizations. */
export const privateOrganizations = [
  ...defineClauses(
    { operation: "listProducts", answer: "200", needs: PRIVATE, leaves: "opportunities" },
    {
      "privacy.organization": {
        title: "Another account's organization is 404",
        provenance: ["A-22", "A-06"],
        statements: ["3.privacy", "8.organization"],
        operation: "legacyListTestResults",
        answer: "404",
        needs: ["legacy", "second-account"],
        leaves: "nothing",
        async run(t) {
          const path = { org_id: t.target.organization! };
          for (const operation of ["legacyListTestResults", "legacyListTestEvents"]) {
            refused(await t.call(operation, { path }, "second"), 404);
          }
        },
      },
      "privacy.organization.triggers": {
        title: "A trigger in another account's organization is 404 and has no effect",
        provenance: ["A-22", "A-06"],
        statements: ["3.privacy", "8.organization"],
        operation: "legacyAdvertiseImage",
        answer: "404",
        needs: [...PRIVATE, "legacy"],
        async run(t) {
          const product = await t.make.product();
          const image_name = t.name("image");
          await t.make.testSpec(product.id, { image_name, platform: t.make.platform() });
          const path = { org_id: t.target.organization! };
          const image = { image_unique_id: t.uuid(), image_reference: null, image_name };
          refused(await t.call("legacyAdvertiseImage", { path, body: image }, "second"), 404);
          const snap = { name: product.snaps[0], revision: 1 };
          refused(await t.call("legacyAdvertiseSnap", { path, body: snap }, "second"), 404);
          same("the logs", await eventLogs(t, product.id), []);
        },
      },
      "privacy.organization.lists": {
        title: "An organization's lists have no items of another account",
        provenance: ["A-22", "A-06"],
        statements: ["3.privacy", "8.organization"],
        operation: "legacyListTestEvents",
        needs: [...WALK, "legacy", "second-account"],
        async run(t) {
          const body = { name: t.name("theirs"), release: "r", snaps: [] };
          const theirs = answered<Product>(await t.call("createProduct", { body }, "second"), 201);
          const below = { product_id: theirs.id };
          const platform = t.make.platform();
          const spec = { name: t.name("spec"), platform };
          answered(await t.call("createTestSpec", { path: below, body: spec }, "second"), 201);
          const image = { image_unique_id: t.uuid(), image_reference: null };
          const made = await t.call("advertiseImage", { path: below, body: image }, "second");
          const [{ test_opportunity_id }] = filled<{ test_opportunity_id: string }>(
            answered(made, 201),
            "ids",
          );
          const agent_id = t.make.agent();
          const picked = await t.call(
            "pickTestOpportunity",
            { path: { agent_id }, body: { platform } },
            "second",
          );
          answered(picked, 200);
          const post = { agent_id, test_status: "PASSED", result_payload: {} };
          answered(
            await t.call("postTestResult", { path: { test_opportunity_id }, body: post }, "second"),
            201,
          );
          await t.until("its result", async () => {
            const input = { path: below, query: { test_opportunity_id } };
            const stored = answered(await t.call("listTestResults", input, "second"), 200);
            return list(stored, "test_results")[0] ?? null;
          });
          // Where the filters do nothing, the lists have items of this account.
          const ofTheirs = (items: { test_opportunity_id: string }[]) =>
            items.filter((item) => item.test_opportunity_id === test_opportunity_id);
          const queries: Record<string, string>[] = [
            { test_opportunity_id },
            { image_unique_id: image.image_unique_id },
          ];
          for (const query of queries) {
            const input = { path: { org_id: t.target.organization! }, query };
            const logs = answered(await t.call("legacyListTestEvents", input), 200);
            same("their logs", ofTheirs(list(logs, "event_logs")), []);
            const results = answered(await t.call("legacyListTestResults", input), 200);
            same("their results", ofTheirs(list(results, "test_results")), []);
          }
        },
      },
    },
  ),
];
