import type { Clause, ClauseContext } from "./clause.js";
import { check, Skip } from "../judge/mismatch.js";
import type { Product, TestSpec } from "./support/bodies.js";
import { defineClauses } from "./support/define.js";
import { answered, list, same } from "./support/expect.js";
import { history } from "./support/history.js";
import { isNaive, microsOf } from "./support/times.js";
import { part, MAX_ASKED_FOR } from "./support/past.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

export const ofProducts: Clause[] = defineClauses(
  { operation: "listProducts", answer: "200", needs: ["history"], leaves: "nothing", varies: true },
  {
    "history.products.created-at-form": part(
      "created_at of every product has no offset and six digits",
      ["D 258"],
      ["2.naive-times"],
      async (t) => {
        const wrong = (await listed(t)).find(({ created_at }) => !isNaive(created_at));
        check(wrong === undefined, "a time such as 2016-01-04T17:34:39.093142", wrong?.created_at);
      },
    ),
    "history.products.oldest-first": part(
      "Products are listed oldest first",
      ["A-07"],
      ["4.listProducts"],
      async (t) => {
        const times = (await listed(t)).map(({ created_at }) => microsOf(created_at));
        same("the order of created_at", times, sorted(times));
      },
    ),
    "history.products.ids": part("Every product has a unique UUID", ["D 257"], ["2.ids"], async (t) => {
      const ids = (await listed(t)).map(({ id }) => id);
      const wrong = ids.find((id) => !UUID.test(id));
      check(wrong === undefined, "a UUID", wrong);
      check(new Set(ids).size === ids.length, "each id once", ids);
    }),
    "history.products.read-alike": part(
      "A product that is read is the same as in the list",
      ["A-07"],
      ["4.getProduct", "4.listProducts"],
      async (t) => {
        for (const { product } of (await history(t)).slice(0, MAX_ASKED_FOR)) {
          const answer = await t.call("getProduct", { path: { product_id: product.id } });
          // Its owner may replace or delete a product meanwhile; id and created_at do not change.
          if (answer.status === 404) continue;
          const { id, created_at } = answered<Product>(answer, 200);
          same("id and created_at", { id, created_at }, { id: product.id, created_at: product.created_at });
        }
      },
    ),
    "history.test-specs.read-alike": part(
      "A Test Spec that is read is the same as in the list",
      ["A-08"],
      ["4.getTestSpec", "4.listTestSpecs"],
      async (t) => {
        for (const { product, specs } of await history(t)) {
          for (const spec of specs.slice(0, MAX_ASKED_FOR)) {
            const path = { product_id: product.id, test_spec_id: spec.id };
            const answer = await t.call("getTestSpec", { path });
            if (answer.status !== 404) same("the Test Spec", answered<TestSpec>(answer, 200), spec);
          }
        }
      },
    ),
  },
);

async function listed(t: ClauseContext): Promise<Product[]> {
  const all = list<Product>(answered(await t.call("listProducts"), 200), "products");
  if (all.length === 0) throw new Skip("the account has no product");
  return all;
}
