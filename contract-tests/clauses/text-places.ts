import { check } from "../judge/mismatch.js";
import type { Clause, ClauseContext } from "./clause.js";
import { posted } from "./support/agent.js";
import type { Product, TestOpportunity, TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, list, same } from "./support/expect.js";
import { eventLogs, logOf, storedResult, testResults } from "./support/read.js";
import { advertise, productWithSpecs } from "./support/trigger.js";

/** Texts that look like a value of another type. */
const LIKE_VALUES = [
  "15.10",
  "007",
  "1e3",
  "true",
  "null",
  "0x1F",
  "-0",
  "2016-01-04",
  "[]",
  "{}",
  "NaN",
  "1_000",
];

const values = [
  ...defineClauses(
    { operation: "updateProduct", answer: "200", needs: MAKE, leaves: "product" },
    {
      "text.product.like-values": {
        title:
          "Names, releases and snaps of a product that look like numbers, dates or null are kept as text",
        provenance: ["D 253-258", "A-07"],
        statements: ["4.product", "4.updateProduct"],
        async run(t) {
          const { id } = await t.make.product();
          const path = { product_id: id };
          for (const text of LIKE_VALUES) {
            const body = { name: text, release: text, snaps: LIKE_VALUES };
            answered(await t.call("updateProduct", { path, body }), 200, ["A-07"]);
            const { name, release, snaps } = answered<Product>(await t.call("getProduct", { path }), 200);
            same("the product", { name, release, snaps }, body, ["D 253-258", "A-07"]);
          }
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "text.agent.like-values": {
        title: "An agent's group and revision that look like numbers, dates or null are kept as text",
        provenance: ["D 1075", "D 971", "A-21"],
        statements: ["6.agent-revno", "5.picked"],
        async run(t) {
          const { product, platform } = await productWithSpecs(t);
          for (const text of LIKE_VALUES) {
            const body = { image_unique_id: text, image_reference: null };
            const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, body);
            const [path, agent_id] = [`/agents/${encodeURIComponent(text)}/pick`, text];
            const picked = await pick(t, path, { platform, agent_group: text, agent_revno: text });
            same("the opportunity", picked.test_opportunity_id, id, ["A-21"]);
            await posted(t, id, { agent_id });
            const result = await storedResult(t, product.id, id);
            const { agent_revno, image_unique_id } = result;
            const shown = { "agent-id": fields(result)["agent-id"], agent_revno, image_unique_id };
            same("the result", shown, { "agent-id": text, agent_revno: text, image_unique_id: text });
            const { agent_group } = fields((await logOf(t, product.id, id)).events[1]);
            same("agent_group", agent_group, text);
          }
        },
      },
    },
  ),
];

async function pick(t: ClauseContext, path: string, body: unknown): Promise<TestOpportunity> {
  const headers = { "content-type": "application/json" };
  return answered(await t.send({ method: "POST", path, headers, body: JSON.stringify(body) }), 200);
}

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

/** The ends of the two ranges of control characters (contract.md §2). */
const CONTROLS = ["\u0000", "\t", "\n", "\u001f", "\u007f"];

const NAMED: Readonly<Record<string, (t: ClauseContext, text: string) => readonly [string, unknown]>> = {
  "product-name": (t, text) => ["createProduct", { name: text, release: "r", snaps: [] }],
  release: (t, text) => ["createProduct", { name: t.name("product"), release: text, snaps: [] }],
  snap: (t, text) => ["createProduct", { name: t.name("product"), release: "r", snaps: ["a.b", text] }],
  "spec-name": (_, name) => ["createTestSpec", { name }],
  platform: (t, platform) => ["createTestSpec", { name: t.name("spec"), platform }],
  "image-name": (t, image_name) => ["createTestSpec", { name: t.name("spec"), image_name }],
  image: (_, image_unique_id) => ["advertiseImage", { image_unique_id, image_reference: null }],
};

const controls = Object.entries(NAMED).flatMap(([place, request]) => {
  const operation =
    place === "image"
      ? "advertiseImage"
      : /product|release|snap/.test(place)
        ? "createProduct"
        : "createTestSpec";
  return defineClauses(
    {
      operation,
      answer: "400",
      needs: MAKE,
      leaves: operation === "advertiseImage" ? "opportunities" : "product",
    },
    {
      [`text.control.${place}`]: {
        title: `${operation}: a control character at the beginning, within or at the end is refused: ${place.replace("-", " ")}`,
        provenance: ["A-31"],
        statements: ["2.lengths"],
        async run(t) {
          const { product } = await productWithSpecs(t);
          for (const [n, control] of CONTROLS.entries()) {
            const text = [`${control}ab`, `a${control}b`, `ab${control}`][n % 3]!;
            const [operationId, body] = request(t, text);
            const answer = await t.call(operationId, { path: { product_id: product.id }, body });
            check(answer.status >= 400, `a refusal of ${JSON.stringify(text)}`, `status ${answer.status}`);
            answered(answer, 400, ["A-01", "A-31"]);
          }
        },
      },
    },
  );
});

/** Text in places that a server may decode, convert or refuse (contract.md §2, §4-7). */
export const textPlaces: readonly Clause[] = [...values, ...places, ...controls];
