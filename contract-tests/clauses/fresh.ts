import { check } from "../judge/mismatch.js";
import type { Clause, ClauseContext } from "./clause.js";
import { pickOne, posted } from "./support/agent.js";
import type { LegacyEventLog, Product, TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, list, same } from "./support/expect.js";
import { eventLogs, storedResult, testResults } from "./support/read.js";
import { heldOpportunity, stateOf } from "./support/state.js";
import { advertise } from "./support/trigger.js";

/** The number of concurrent reads; none may be outdated. */
const READERS = 6;
const together = <T>(read: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: READERS }, read));

const products = async (t: ClauseContext): Promise<Product[]> =>
  list(answered(await t.call("listProducts"), 200), "products");
const specs = async (t: ClauseContext, id: string): Promise<TestSpec[]> =>
  list(answered(await t.call("listTestSpecs", { path: { product_id: id } }), 200), "test_specs");
const read = async (t: ClauseContext, id: string): Promise<Product> =>
  answered(await t.call("getProduct", { path: { product_id: id } }), 200);
/** In an order that does not follow from the list's, which other clauses judge. */
const byId = (results: readonly { id: string }[]) => results.toSorted((a, b) => (a.id < b.id ? -1 : 1));
const idOf = ({ id }: { id: string }): string => id;

/** Writes are visible at once in all answers, also in those that were read just before and may be cached. */
export const fresh: readonly Clause[] = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: MAKE, leaves: "opportunities" },
  {
    "fresh.product-made": {
      title: "A new product is in the list and can be read at once, even if the list was read just before",
      provenance: ["A-07"],
      statements: ["4.createProduct", "4.listProducts", "4.getProduct"],
      operation: "listProducts",
      async run(t) {
        await products(t);
        const made = await t.make.product();
        for (const all of await together(() => products(t)))
          same(
            "it in the list",
            all.find(({ id }) => id === made.id),
            made,
          );
        for (const one of await together(() => read(t, made.id))) same("the product", one, made);
      },
    },
    "fresh.product-replaced": {
      title: "Each replacement of a product is visible at once, when it is read and in the list",
      provenance: ["A-07"],
      statements: ["4.updateProduct", "4.listProducts"],
      operation: "updateProduct",
      async run(t) {
        const { id } = await t.make.product();
        for (const n of [1, 2, 3]) {
          await read(t, id);
          await products(t);
          const body = { name: t.name("changed"), release: `r${n}`, snaps: [`s${n}.foo`] };
          const now = answered<Product>(
            await t.call("updateProduct", { path: { product_id: id }, body }),
            200,
          );
          for (const one of await together(() => read(t, id))) same("the product", one, now);
          const listed = (await products(t)).find((one) => one.id === id);
          same("it in the list", listed, now);
        }
      },
    },
    "fresh.product-deleted": {
      title: "A deleted product is not found at once, even if it was read just before",
      provenance: ["A-07", "A-29"],
      statements: ["4.deleteProduct"],
      operation: "deleteProduct",
      async run(t) {
        const { id } = await t.make.product();
        await together(() => read(t, id));
        await products(t);
        const path = { product_id: id };
        answered(await t.call("deleteProduct", { path }), 204);
        for (const answer of await together(() => t.call("getProduct", { path }))) answered(answer, 404);
        for (const all of await together(() => products(t)))
          check(!all.map(idOf).includes(id), "no such product", id);
        for (const operation of ["listTestSpecs", "listTestEvents", "listTestResults"])
          answered(await t.call(operation, { path }), 404);
      },
    },
    "fresh.test-specs": {
      title: "Each creation and deletion of a Test Spec is visible in the list at once",
      provenance: ["A-08"],
      statements: ["4.createTestSpec", "4.listTestSpecs", "4.deleteTestSpec"],
      operation: "listTestSpecs",
      async run(t) {
        const product = await t.make.product();
        const there: string[] = [];
        for (const n of [1, 2, 3]) {
          same("the list before", (await specs(t, product.id)).map(idOf), there);
          there.push((await t.make.testSpec(product.id)).id);
          for (const all of await together(() => specs(t, product.id)))
            same("the list", all.map(idOf), there);
          if (n !== 2) continue;
          const path = { product_id: product.id, test_spec_id: there.shift()! };
          answered(await t.call("getTestSpec", { path }), 200);
          answered(await t.call("deleteTestSpec", { path }), 204);
          answered(await t.call("getTestSpec", { path }), 404);
          for (const all of await together(() => specs(t, product.id)))
            same("the list", all.map(idOf), there);
        }
      },
    },
    "fresh.snaps-match": {
      title: "The new snaps match right after a replacement, and the old ones right after the next",
      provenance: ["A-07", "A-10"],
      statements: ["4.updateProduct", "4.snap-matches"],
      operation: "advertiseSnap",
      answer: null,
      async run(t) {
        const product = await t.make.product();
        await t.make.testSpec(product.id);
        const path = { product_id: product.id };
        const names = [`${t.name("old")}.foo`, `${t.name("new")}.foo`];
        for (const n of [0, 1, 0]) {
          const body = { name: product.name, release: "r", snaps: [names[n]!] };
          answered(await t.call("updateProduct", { path, body }), 200);
          const send = (name: string) =>
            t.call("advertiseSnap", { path, body: { name, revision: 1, channel: "edge" } });
          answered(await send(names[n]!), 201);
          answered(await send(names[1 - n]!), 404);
        }
      },
    },
    "fresh.advertised": {
      title:
        "Opportunities are listed at once after each advertisement: with filters, without, and in the organization",
      provenance: ["D 772-838", "A-23", "A-32"],
      statements: ["4.queued-at-once", "5.no-filter"],
      async run(t) {
        const product = await t.make.product();
        await t.make.testSpec(product.id);
        const made: string[] = [];
        for (const n of [1, 2, 3]) {
          same("the logs before", (await eventLogs(t, product.id)).length, made.length, ["A-23"]);
          const image_unique_id = t.uuid();
          same("the image before", await eventLogs(t, product.id, { image_unique_id }), [], ["A-23"]);
          const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, {
            image_unique_id,
            image_reference: n,
          });
          made.push(id);
          for (const logs of await together(() => eventLogs(t, product.id)))
            same(
              "the logs",
              logs.map((log) => log.test_opportunity_id),
              made,
              ["A-23"],
            );
          const byImage = await eventLogs(t, product.id, { image_unique_id });
          same(
            "those of the image",
            byImage.map((log) => log.test_opportunity_id),
            [id],
            ["A-23"],
          );
          if (!t.target.capabilities.has("legacy")) continue;
          const input = { path: { org_id: t.target.organization! }, query: { image_unique_id } };
          const logs = list<LegacyEventLog>(
            answered(await t.call("legacyListTestEvents", input), 200),
            "event_logs",
          );
          same(
            "those of the organization",
            logs.map((log) => log.test_opportunity_id),
            [id],
            ["A-23", "A-32"],
          );
        }
      },
    },
    "fresh.picked-and-posted": {
      title: "Right after a pick and a post, every answer with the log has the event",
      provenance: ["A-21", "D 905-907"],
      statements: ["7.pick", "7.post", "5.prefix"],
      // Other clauses' requests would make a target forget what is outdated.
      alone: true,
      needs: WALK,
      async run(t) {
        const { product, id, ids, agent, image_unique_id } = await heldOpportunity(t);
        const other = ids.find((one) => one !== id)!;
        const typesOf = async (filters = {}): Promise<string[]> =>
          (await eventLogs(t, product.id, filters))
            .find((log) => log.test_opportunity_id === other)!
            .events.map(({ event_type }) => event_type);
        same("its events", await typesOf(), ["QUEUED_FOR_AGENTS"]);
        await pickOne(t, agent, [other]);
        const filters = [{}, { image_unique_id }, { test_opportunity_id: other }];
        for (const filter of filters)
          for (const types of await together(() => typesOf(filter)))
            same("its events after the pick", types, ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT"]);
        await posted(t, other, { agent_id: agent.agent_id });
        for (const filter of filters)
          for (const types of await together(() => typesOf(filter)))
            same("its third event", types[2], "RESULT_POSTED");
      },
    },
    "fresh.stored": {
      title:
        "A result that was listed once is in every later answer, with and without filters and at both addresses",
      provenance: ["D 1044-1083", "A-18"],
      statements: ["6.shows-when-stored", "6.filters"],
      // Other clauses' requests would make a target forget what is outdated.
      alone: true,
      operation: "listTestResults",
      needs: WALK,
      async run(t) {
        const { product, id, ids, agent, image_unique_id } = await heldOpportunity(t);
        same("the results before", await testResults(t, product.id), []);
        await posted(t, id, { agent_id: agent.agent_id });
        const result = await storedResult(t, product.id, id);
        for (const operation of ["listTestResults", "listTestResultsAlias"] as const)
          for (const filters of [{}, { image_unique_id }, { test_opportunity_id: id }])
            for (const results of await together(() => testResults(t, product.id, filters, operation)))
              same("the results", results, [result]);
        const { test_opportunity_id: next } = await pickOne(t, agent, ids);
        await posted(t, next, { agent_id: agent.agent_id });
        const both = [result, await storedResult(t, product.id, next)];
        for (const operation of ["listTestResults", "listTestResultsAlias"] as const)
          for (const filters of [{}, { image_unique_id }])
            same(
              "the results after another",
              byId(await testResults(t, product.id, filters, operation)),
              byId(both),
            );
      },
    },
    "fresh.read-alike": {
      title: "Without writes, all concurrent reads are the same",
      provenance: ["A-07", "A-08", "A-23", "D 1044-1083"],
      statements: ["4.getProduct", "4.listTestSpecs", "5.no-filter", "6.filters"],
      needs: WALK,
      async run(t) {
        const { product } = await heldOpportunity(t);
        const [first, ...more] = await together(() => stateOf(t, product.id));
        for (const other of more) same("the answers", other, first);
      },
    },
  },
);
