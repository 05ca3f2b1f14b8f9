import { oncePerRun } from "../run/once-per-run.js";
import type { Clause, ClauseContext } from "./clause.js";
import { poll } from "./support/agent.js";
import type { Product, TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, list, same } from "./support/expect.js";
import { eventLogs } from "./support/read.js";
import { advertise } from "./support/trigger.js";

/** More than the usual first page sizes: 10, 20, 25 or 50. */
const PRODUCTS = 51;

const idOf = ({ id }: { id: string }): string => id;
const opportunityOf = ({ test_opportunity_id }: { test_opportunity_id: string }): string =>
  test_opportunity_id;

/** Names whose order is not that of creation, in any comparison. */
const INITIALS = ["m", "10", "Z", "a", "9", "\u00e9", "B"];

/** Products of this run as they are listed. */
async function listed(t: ClauseContext, ids: readonly string[]): Promise<Product[]> {
  const all = list<Product>(answered(await t.call("listProducts"), 200), "products", ["A-07"]);
  return all.filter(({ id }) => ids.includes(id));
}

const products = defineClauses(
  { operation: "listProducts", answer: "200", needs: MAKE, leaves: "product" },
  {
    "lists.products": {
      title: `All of ${PRODUCTS} products are listed, oldest first, also after one was replaced and one deleted`,
      provenance: ["A-07"],
      statements: ["4.listProducts", "4.updateProduct", "4.deleteProduct"],
      async run(t) {
        const made: Product[] = [];
        for (let n = 0; n < PRODUCTS; n++) {
          const name = `${INITIALS[n % INITIALS.length]!} ${t.name("product")}`;
          made.push(await t.make.product({ name, release: `r${PRODUCTS - n}`, snaps: [] }));
        }
        const ids = made.map(idOf);
        same("the products", (await listed(t, ids)).map(idOf), ids);
        const body = { name: `0 ${t.name("product")}`, release: "r", snaps: [] };
        answered(await t.call("updateProduct", { path: { product_id: ids[1]! }, body }), 200);
        answered(await t.call("deleteProduct", { path: { product_id: ids[2]! } }), 204);
        const left = ids.filter((_, at) => at !== 2);
        same("the products after a replacement and a deletion", (await listed(t, ids)).map(idOf), left);
      },
    },
  },
);

/** A product with Test Specs in no order, and what came of one image. */
const unsorted = (t: ClauseContext) =>
  oncePerRun(t, "unsorted", async () => {
    const product = await t.make.product();
    const platform = t.make.platform();
    const specs: TestSpec[] = [];
    for (const initial of INITIALS) {
      const input = { name: `${initial} ${t.name("spec")}`, platform, image_name: `${initial}-image` };
      specs.push(await t.make.testSpec(product.id, { ...input, test_payload: initial }));
    }
    const body = { image_unique_id: t.uuid(), image_reference: null };
    const ids = (await advertise(t, "image", product.id, body)).map(opportunityOf);
    const logs = await eventLogs(t, product.id);
    const picks: string[] = [];
    for (let n = 0; n < specs.length; n++) {
      const got = await poll(t, { agent_id: t.make.agent(), platform });
      if (got) picks.push(got.test_spec.id);
    }
    return { product, specs, ids, logs, picks };
  });

const specs = [
  ...defineClauses(
    { operation: "listTestSpecs", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "lists.unsorted.test-specs": {
        title: "Test Specs are listed oldest first, whatever their names",
        provenance: ["A-08"],
        statements: ["4.listTestSpecs"],
        async run(t) {
          const { product, specs } = await unsorted(t);
          const answer = await t.call("listTestSpecs", { path: { product_id: product.id } });
          same("the Test Specs", list<TestSpec>(answered(answer, 200), "test_specs"), specs);
        },
      },
      "lists.unsorted.advertised": {
        title:
          "The ids of an advertisement and their logs are in the order of the Test Specs, whatever their names",
        provenance: ["D 748", "A-15", "A-23"],
        statements: ["4.one-per-test-spec", "5.no-filter"],
        operation: "listTestEvents",
        async run(t) {
          const { specs, ids, logs } = await unsorted(t);
          const shown = logs.map((log) => [log.test_opportunity_id, log.spec_name]);
          const made = ids.map((id, at) => [id, specs[at]!.name]);
          same("opportunities and names of the logs", shown, made);
        },
      },
      "lists.unsorted.picks": {
        title:
          "An agent gets the opportunities of one image in the order of the Test Specs, whatever their names",
        provenance: ["A-21"],
        statements: ["7.oldest-first"],
        operation: "pickTestOpportunity",
        async run(t) {
          const { specs, picks } = await unsorted(t);
          same("the Test Specs of the picks", picks, specs.map(idOf));
        },
      },
    },
  ),
];

/** Lists whose order is not that of any name (contract.md §2). */
export const unsortedLists: readonly Clause[] = [...products, ...specs];
