import type { Clause, ClauseContext } from "./clause.js";
import { check } from "../judge/mismatch.js";
import type { Product } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, filled, list, refused, same } from "./support/expect.js";
import { eventLogs, type Filters, logOf } from "./support/read.js";
import { sharedTrigger, trigger, TRIGGERS } from "./support/trigger.js";
import { sharedWalk } from "./support/walk.js";
import { PRIVATE, privateOrganizations } from "./privacy-organizations.js";

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
    },
  ),
  ...privateOrganizations,
];
