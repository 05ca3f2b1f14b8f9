import type { ClauseContext, ProductInput } from "../../clauses/clause.js";
import { MAKE } from "../../clauses/support/define.js";
import { oncePerRun } from "../../run/once-per-run.js";
import type { FactsOf } from "../suite-facts.js";
import { inSharedProduct } from "../test-things.js";

const product = (t: ClauseContext): ProductInput => ({
  name: t.name("product"),
  release: "15.04-core",
  snaps: [`${t.name("snap")}.contract`],
});

/** Prefixes the example's name with that of the run, so that created objects are recognizable. */
const named = <Example extends Record<string, unknown>>(t: ClauseContext, example: Example): Example => ({
  ...example,
  name: t.name(String(example["name"])),
});

export const PRODUCT_FACTS: FactsOf<
  "createProduct" | "listProducts" | "getProduct" | "updateProduct" | "deleteProduct"
> = {
  createProduct: {
    needs: MAKE,
    path: () => ({}),
    body: product,
    atBounds: (t) => Promise.resolve({ path: {}, body: product(t) }),
    example: {
      status: "201",
      needs: MAKE,
      adapt: (t, example) => Promise.resolve({ path: {}, body: named(t, example) }),
    },
  },
  listProducts: {
    needs: [],
    path: () => ({}),
    body: null,
    atBounds: null,
    example: null,
    async full(t) {
      await t.make.sharedProduct();
      return t.call("listProducts");
    },
  },
  getProduct: { needs: [], path: inSharedProduct, body: null, atBounds: null, example: null },
  updateProduct: {
    needs: MAKE,
    path: async (t) => ({
      product_id: (await oncePerRun(t, "product to change", () => t.make.product())).id,
    }),
    body: product,
    atBounds: null,
    example: {
      status: "200",
      needs: MAKE,
      adapt: async (t, example) => ({
        path: { product_id: (await t.make.product()).id },
        body: named(t, example),
      }),
    },
  },
  deleteProduct: {
    needs: MAKE,
    path: async (t) => ({ product_id: (await t.make.product()).id }),
    body: null,
    atBounds: null,
    example: null,
  },
};
