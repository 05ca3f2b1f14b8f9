import type { Clause, ClauseContext } from "./clause.js";
import { check } from "../judge/mismatch.js";
import type { Product } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, filled, list, refused, same } from "./support/expect.js";
import { eventLogs, type Filters, logOf } from "./support/read.js";
import { sharedTrigger, trigger, TRIGGERS } from "./support/trigger.js";
import { sharedWalk } from "./support/walk.js";

const PRIVATE = [...MAKE, "second-account"] as const;

/** Requests of another account for a product; each is refused like a request for an unknown product. */
const REQUESTS: Record<
  string,
  (t: ClauseContext, product: Product) => { path?: Record<string, string>; body?: unknown }
> = {
  getProduct: () => ({}),
  updateProduct: (t) => ({ body: { name: t.name("stolen"), release: "r", snaps: [] } }),
  deleteProduct: () => ({}),
  createTestSpec: (t) => ({ body: { name: t.name("spec"), platform: t.make.platform() } }),
  listTestSpecs: () => ({}),
  getTestSpec: () => ({}),
  deleteTestSpec: () => ({}),
  advertiseImage: (t) => ({ body: { image_unique_id: t.uuid(), image_reference: null } }),
  advertiseSnap: (_, { snaps }) => ({ body: { name: snaps[0], revision: 1, channel: "edge" } }),
  advertiseGoldMaster: () => ({ body: { snaps: [{ name: "test-snap.foo", revision: 1 }], channel: "edge" } }),
  listTestEvents: () => ({}),
  listTestResults: () => ({}),
  listTestResultsAlias: () => ({}),
};

const eachOperation = Object.entries(REQUESTS).flatMap(([operation, requestOf]): Clause[] =>
  defineClauses(
    { operation, answer: "404", needs: PRIVATE, leaves: "opportunities" },
    {
      [`privacy.${operation}`]: {
        title: `${operation} of another account's product is 404, like an unknown product`,
        provenance: ["A-06", "D 29-30"],
        statements: ["3.privacy"],
        async run(t) {
          const made = await trigger(t, "image");
          const { product, specs } = made;
          const { body } = requestOf(t, product);
          const send = async (product_id: string) => {
            const path = { product_id, test_spec_id: specs[0]!.id };
            return t.call(operation, { path, ...(body === undefined ? {} : { body }) }, "second");
          };
          // Another status would reveal that it exists; it is worse if the answer shows or changes something.
          const answer = await send(product.id);
          check(answer.status >= 300, "a refusal", `status ${answer.status}: ${answer.text.slice(0, 200)}`, [
            "D 29-30",
          ]);
          const { id, message } = refused(answer, 404, ["A-06"]);
          const unknown = t.uuid();
          const other = refused(await send(unknown), 404, ["A-06"]);
          same("the refusal", { id, message: message.replaceAll(product.id, unknown) }, other, ["A-06"]);
          same(
            "the product",
            answered(await t.call("getProduct", { path: { product_id: product.id } }), 200, ["D 29-30"]),
            product,
            ["D 29-30"],
          );
          const logs = await eventLogs(t, product.id);
          same(
            "its opportunities",
            logs.map((log) => log.test_opportunity_id),
            [made.ids[0].test_opportunity_id],
            ["D 29-30"],
          );
          const listed = await t.call("listTestSpecs", { path: { product_id: product.id } });
          same("its Test Specs", list(answered(listed, 200), "test_specs"), specs, ["D 29-30"]);
        },
      },
    },
  ),
);

/** Privacy between accounts (contract.md §3; A-06). */
export const privacy = [
  ...eachOperation,
  ...defineClauses(
    { operation: "listProducts", answer: "200", needs: PRIVATE, leaves: "opportunities" },
    {
      "privacy.products": {
        title: "Another account's products are not in the list",
        provenance: ["A-06", "D 29-30"],
        statements: ["3.privacy", "2.authenticated"],
        async run(t) {
          const { product } = await sharedTrigger(t, "image");
          const body = { name: t.name("theirs"), release: "r", snaps: [] };
          const theirs = answered<Product>(await t.call("createProduct", { body }, "second"), 201);
          const listed = async (actor: "first" | "second") =>
            list<Product>(answered(await t.call("listProducts", {}, actor), 200), "products").map(
              ({ id }) => id,
            );
          const [first, second] = [await listed("first"), await listed("second")];
          check(
            !second.includes(product.id),
            "no product of the first account in the second's list",
            product.id,
            ["D 29-30"],
          );
          check(
            !first.includes(theirs.id),
            "no product of the second account in the first's list",
            theirs.id,
            ["D 29-30"],
          );
          check(first.includes(product.id) && second.includes(theirs.id), "each account's own product", {
            first,
            second,
          });
        },
      },
      "privacy.events.by-id": {
        title: "The id of another account's opportunity finds no log below an own product",
        provenance: ["A-06", "D 29-30"],
        statements: ["3.privacy"],
        operation: "listTestEvents",
        async run(t) {
          const { ids, body: image } = await sharedTrigger(t, "image");
          const body = { name: t.name("theirs"), release: "r", snaps: [] };
          const theirs = answered<Product>(await t.call("createProduct", { body }, "second"), 201);
          const { test_opportunity_id } = ids[0];
          same("the logs", await eventLogs(t, theirs.id, { test_opportunity_id }, "second"), []);
          const image_unique_id = String(image["image_unique_id"]);
          same("the logs", await eventLogs(t, theirs.id, { image_unique_id }, "second"), []);
        },
      },
      "privacy.same-image-id": {
        title: "Two accounts may use the same image_unique_id; each finds its own",
        provenance: ["A-06", "D 717-719"],
        statements: ["3.privacy"],
        operation: TRIGGERS.image,
        answer: "201",
        async run(t) {
          const { ids, product, body: image } = await trigger(t, "image");
          const body = { name: t.name("theirs"), release: "r", snaps: [] };
          const theirs = answered<Product>(await t.call("createProduct", { body }, "second"), 201);
          const path = { product_id: theirs.id };
          const spec = { name: t.name("spec"), platform: t.make.platform() };
          answered(await t.call("createTestSpec", { path, body: spec }, "second"), 201);
          const made = answered(await t.call("advertiseImage", { path, body: image }, "second"), 201);
          const [{ test_opportunity_id }] = filled<{ test_opportunity_id: string }>(made, "ids");
          const query = { image_unique_id: String(image["image_unique_id"]) };
          same(
            "the second account's opportunities",
            (await eventLogs(t, theirs.id, query, "second")).map((log) => log.test_opportunity_id),
            [test_opportunity_id],
          );
          const found = await eventLogs(t, product.id, { image_unique_id: String(image["image_unique_id"]) });
          same(
            "the opportunities",
            found.map((log) => log.test_opportunity_id),
            [ids[0].test_opportunity_id],
          );
        },
      },
      "privacy.results.by-id": {
        title: "The ids of another account's image and opportunity find no result below an own product",
        provenance: ["A-06", "D 29-30"],
        statements: ["3.privacy"],
        operation: "listTestResults",
        needs: [...WALK, "second-account"],
        async run(t) {
          const { ids, product, opportunityId } = await sharedWalk(t, "image");
          const body = { name: t.name("theirs"), release: "r", snaps: [] };
          const theirs = answered<Product>(await t.call("createProduct", { body }, "second"), 201);
          const { test_opportunity_id, image_unique_id } = ids[0];
          const queries: Filters[] = [{ test_opportunity_id }, { image_unique_id }];
          for (const query of queries) {
            const answer = await t.call(
              "listTestResults",
              { path: { product_id: theirs.id }, query },
              "second",
            );
            same("the results", list(answered(answer, 200), "test_results"), []);
          }
          same("its own log", (await logOf(t, product.id, opportunityId)).product_id, product.id);
        },
      },
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
          const input = { path: { org_id: t.target.organization! }, query: { test_opportunity_id } };
          const logs = answered(await t.call("legacyListTestEvents", input), 200);
          same("the logs", list(logs, "event_logs"), []);
          const results = answered(await t.call("legacyListTestResults", input), 200);
          same("the results", list(results, "test_results"), []);
        },
      },
    },
  ),
];
