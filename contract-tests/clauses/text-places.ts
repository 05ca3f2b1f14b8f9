import type { Clause } from "./clause.js";
import type { TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, list, same } from "./support/expect.js";
import { eventLogs, logOf, testResults } from "./support/read.js";
import { advertise, productWithSpecs } from "./support/trigger.js";
import { pick, values } from "./like-values.js";
import { controls } from "./text-controls.js";

/** Characters that need no escape in a path (RFC 3986), and some that were escaped for nothing. */
const RAW = "a+b;c=d:e@f,g!h$i&j'k(l)m*n~o%41%7e%2B%252B";

const READ = "a+b;c=d:e@f,g!h$i&j'k(l)m*n~oA~+%2B";

const places = [
  ...defineClauses(
    { operation: "pickTestOpportunity", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "text.agent.in-a-raw-path": {
        title: "A path is percent-decoded once, and a + in it is a plus",
        provenance: ["A-21", "D 969"],
        statements: ["7.pick", "5.picked"],
        async run(t) {
          const { product, platform } = await productWithSpecs(t);
          await advertise(t, "image", product.id, { image_unique_id: t.uuid(), image_reference: null });
          const name = t.make.agent();
          const { test_opportunity_id: id } = await pick(t, `/agents/${name}${RAW}/pick`, { platform });
          const { agent_id } = fields((await logOf(t, product.id, id)).events[1]);
          same("agent_id", agent_id, `${name}${READ}`);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestEvents", answer: "200", needs: MAKE, leaves: "opportunities" },
    {
      "text.query.plus": {
        title: "In a query + and %20 are blanks, and %2B is a plus",
        provenance: ["A-23", "D 717", "P"],
        statements: ["5.filters", "6.filter-image"],
        async run(t) {
          const { product } = await productWithSpecs(t);
          const ids: Record<string, string> = {};
          for (const image_unique_id of ["a b", "a+b", "a%20b", "a%2Bb"]) {
            const body = { image_unique_id, image_reference: null };
            ids[image_unique_id] = (await advertise(t, "image", product.id, body))[0].test_opportunity_id;
          }
          for (const [query, image] of [
            ["a+b", "a b"],
            ["a%20b", "a b"],
            ["a%2Bb", "a+b"],
            ["a%2bb", "a+b"],
            ["a%2520b", "a%20b"],
            ["%61%252Bb", "a%2Bb"],
          ] as const) {
            const path = `/products/${product.id}/tests/events?image_unique_id=${query}`;
            const found = list<{ test_opportunity_id: string }>(
              answered(await t.send({ method: "GET", path }), 200),
              "event_logs",
            );
            same(
              `what ${query} finds`,
              found.map((log) => log.test_opportunity_id),
              [ids[image]],
              ["A-23"],
            );
          }
        },
      },
      "text.image.uuid-in-upper-case": {
        title: "An image_unique_id that is a UUID in upper case is kept, shown and found as it was sent",
        provenance: ["D 748", "D 760", "A-15", "A-23"],
        statements: ["4.image-keeps-id", "5.filters"],
        async run(t) {
          const { product } = await productWithSpecs(t);
          const lower = t.uuid();
          const upper = lower.toUpperCase();
          for (const image_unique_id of [upper, lower]) {
            const body = { image_unique_id, image_reference: null };
            const [made] = await advertise(t, "image", product.id, body);
            same("that of the answer", made.image_unique_id, image_unique_id, ["D 748", "D 760"]);
            const logs = await eventLogs(t, product.id, { image_unique_id });
            same(
              "the logs found",
              logs.map((log) => [log.test_opportunity_id, log.image_unique_id]),
              [[made.test_opportunity_id, image_unique_id]],
              ["A-15", "A-23"],
            );
          }
          same("the results", await testResults(t, product.id, { image_unique_id: upper }), [], ["D 1068"]);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "createTestSpec", answer: "201", needs: MAKE, leaves: "test-spec" },
    {
      "text.test-spec.empty-image-name": {
        title: "An image_name may be empty, which is not null",
        provenance: ["A-08", "A-31"],
        statements: ["4.test-spec", "2.lengths"],
        async run(t) {
          const { product } = await productWithSpecs(t, 0);
          const made = await t.make.testSpec(product.id, { image_name: "" });
          same("image_name", made.image_name, "");
          const path = { product_id: product.id, test_spec_id: made.id };
          same("image_name", answered<TestSpec>(await t.call("getTestSpec", { path }), 200).image_name, "");
        },
      },
    },
  ),
];

/** Text in places that a server may decode, convert or refuse (contract.md §2, §4-7). */
export const textPlaces: readonly Clause[] = [...values, ...places, ...controls];
