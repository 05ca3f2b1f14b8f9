import { check } from "../judge/mismatch.js";
import type { Clause, ClauseContext } from "./clause.js";
import { poll, post } from "./support/agent.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, list, refused, same } from "./support/expect.js";
import { baseOf, type Filters } from "./support/read.js";
import { stateOf } from "./support/state.js";
import { advertise } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";
import { specs } from "./deleted-test-specs.js";
import { gone } from "./support/gone.js";

/** Operations below a product, each with a correct body. */
const BELOW: Record<string, (snap: string, t: ClauseContext) => unknown> = {
  getProduct: () => undefined,
  updateProduct: (_, t) => ({ name: t.name("product"), release: "r", snaps: [] }),
  deleteProduct: () => undefined,
  createTestSpec: (_, t) => ({ name: t.name("spec") }),
  listTestSpecs: () => undefined,
  getTestSpec: () => undefined,
  deleteTestSpec: () => undefined,
  advertiseImage: (_, t) => ({ image_unique_id: t.uuid(), image_reference: null }),
  advertiseSnap: (name) => ({ name, revision: 1, channel: "edge" }),
  advertiseGoldMaster: (name) => ({ snaps: [{ name, revision: 1 }], channel: "edge" }),
  listTestEvents: () => undefined,
  listTestResults: () => undefined,
  listTestResultsAlias: () => undefined,
};

const below = Object.entries(BELOW).flatMap(([operation, bodyOf]) =>
  defineClauses(
    { operation, answer: "404", needs: WALK, leaves: "opportunities" },
    {
      [`deleted.product.${operation}`]: {
        title: `${operation} of a deleted product is refused like one of an unknown product`,
        provenance: ["A-29", "A-06"],
        statements: ["4.deleteProduct"],
        async run(t) {
          const { product, snap, specs } = await gone(t);
          const body = bodyOf(snap, t);
          const send = (product_id: string) =>
            t.call(operation, {
              path: { product_id, test_spec_id: specs[0]!.id },
              ...(body === undefined ? {} : { body }),
            });
          const unknown = t.uuid();
          const { id, message } = refused(await send(product.id), 404);
          same(
            "the refusal",
            { id, message: message.replaceAll(product.id, unknown) },
            refused(await send(unknown), 404),
          );
          check((await stateOf(t, product.id)) === null, "no product afterwards", "one");
        },
      },
    },
  ),
);

const around = defineClauses(
  { operation: "deleteProduct", answer: "204", needs: WALK, leaves: "opportunities" },
  {
    "deleted.product.posts": {
      title: "After a product is deleted, a post for its queued, held and finished opportunities is 404",
      provenance: ["A-29", "A-21"],
      statements: ["4.deleteProduct", "7.post"],
      async run(t) {
        const { agent, ids } = await gone(t);
        for (const id of ids)
          for (const agent_id of [agent.agent_id, t.make.agent()])
            same("id", refused(await post(t, id, { agent_id }), 404).id, "resource-not-found");
      },
    },
    "deleted.product.picks": {
      title: "No agent gets queued or held opportunities of a deleted product",
      provenance: ["A-29", "A-21"],
      statements: ["4.deleteProduct", "7.pick"],
      async run(t) {
        const { agent, platform } = await gone(t);
        for (const one of [agent, agentFor(t, platform)])
          check((await poll(t, one)) === null, "nothing", "an opportunity");
      },
    },
    "deleted.product.organization": {
      title: "The organization no longer shows a deleted product's logs and results",
      provenance: ["A-23", "A-29", "A-32"],
      statements: ["4.deleteProduct", "8.one-set"],
      needs: [...WALK, "legacy"],
      async run(t) {
        const { image_unique_id, finished } = await gone(t);
        const path = { org_id: t.target.organization! };
        const queries: Filters[] = [{ image_unique_id }, { test_opportunity_id: finished }];
        for (const query of queries) {
          same(
            "the logs",
            list(answered(await t.call("legacyListTestEvents", { path, query }), 200), "event_logs"),
            [],
          );
          same(
            "the results",
            list(answered(await t.call("legacyListTestResults", { path, query }), 200), "test_results"),
            [],
          );
        }
      },
    },
    "deleted.product.legacy-triggers": {
      title:
        "A legacy image of a deleted Test Spec's image name, and a snap that only a deleted product referenced, are 404",
      provenance: ["A-29", "L 753-758", "L 847-853"],
      statements: ["8.no-test-spec", "8.snap-not-referenced"],
      operation: "legacyAdvertiseImage",
      answer: "404",
      needs: [...WALK, "legacy"],
      async run(t) {
        const { image_name, snap } = await gone(t);
        const path = { org_id: t.target.organization! };
        const image = { image_name, image_unique_id: t.uuid(), image_reference: null };
        const { message } = refused(await t.call("legacyAdvertiseImage", { path, body: image }), 404);
        check(message.includes(image_name), `a message that names ${image_name}`, message);
        same(
          "the message",
          refused(await t.call("legacyAdvertiseSnap", { path, body: { name: snap, revision: 1 } }), 404)
            .message,
          "",
        );
      },
    },
    "deleted.product.made-anew": {
      title: "A new product with the name of a deleted one has no Test Specs, logs, results or base of it",
      provenance: ["A-07", "A-12", "A-13", "A-15", "A-29"],
      statements: ["4.deleteProduct", "4.product-ids"],
      operation: "createProduct",
      answer: "201",
      needs: MAKE,
      async run(t) {
        const input = { name: t.name("product"), snaps: [`${t.name("snap")}.foo`] };
        const body = { name: input.snaps[0], revision: 1, channel: "edge" };
        const make = async () => {
          const product = await t.make.product(input);
          same("its Test Specs, logs and results", await stateOf(t, product.id), {
            product,
            specs: [],
            logs: [],
            results: [],
          });
          await t.make.testSpec(product.id, { name: "spec" + input.name, platform: input.name });
          const [{ test_opportunity_id: id }] = await advertise(t, "snap", product.id, body);
          same("the base", await baseOf(t, product.id, id), null);
          return product.id;
        };
        const first = await make();
        await advertise(t, "gold-master", first, {
          snaps: [{ name: input.snaps[0], revision: 1 }],
          channel: "stable",
        });
        await advertise(t, "snap", first, { ...body, revision: 2 });
        answered(await t.call("deleteProduct", { path: { product_id: first } }), 204);
        const second = await make();
        check(second !== first, "a new id", second);
        const [{ test_opportunity_id: id }] = await advertise(t, "snap", second, { ...body, revision: 2 });
        same("the base", await baseOf(t, second, id), null);
      },
    },
  },
);

/** Effects of deleting a product or a Test Spec (contract.md §4). */
export const deleted: readonly Clause[] = [...below, ...around, ...specs];
