import type { ClauseContext } from "../../clauses/clause.js";
import { MAKE } from "../../clauses/support/define.js";
import { isObject } from "../../../src/schema/json-type.js";
import type { ExampleFacts, FactsOf } from "../suite-facts.js";
import { inSharedProduct, productAtBounds, sharedSnap, testable } from "../test-things.js";

const image = (t: ClauseContext) => ({
  image_unique_id: t.uuid(),
  image_reference: { run: t.run },
  channel: "edge" as const,
  extra_snaps: [],
});

const sharedGoldMaster = async (t: ClauseContext) => ({
  snaps: [await sharedSnap(t)],
  channel: "edge" as const,
});

/** The example, for a product that references its snaps. */
const ADVERTISED: ExampleFacts = {
  status: "201",
  needs: MAKE,
  async adapt(t, example) {
    const { product_id } = await testable(t, {}, snapsOf(example));
    return { path: { product_id }, body: example };
  },
};

function snapsOf({ name, snaps }: Record<string, unknown>): string[] {
  if (Array.isArray(snaps))
    return (snaps as unknown[]).map((snap) => (isObject(snap) ? String(snap["name"]) : String(snap)));
  return typeof name === "string" ? [name] : [];
}

export const TRIGGER_FACTS: FactsOf<"advertiseImage" | "advertiseSnap" | "advertiseGoldMaster"> = {
  advertiseImage: {
    needs: ["writes"],
    path: inSharedProduct,
    body: image,
    async atBounds(t) {
      const { product_id } = await productAtBounds(t, "triggers");
      return { path: { product_id }, body: image(t) };
    },
    example: ADVERTISED,
    answers: {
      "201": {
        needs: MAKE,
        async reach(t) {
          const { product_id } = await testable(t, { image_name: t.name("image") });
          return t.call("advertiseImage", { path: { product_id }, body: image(t) });
        },
      },
    },
  },
  advertiseSnap: {
    needs: ["writes"],
    path: inSharedProduct,
    body: async (t, form) =>
      form === 0 ? { ...(await sharedSnap(t)), channel: "edge" } : sharedGoldMaster(t),
    async atBounds(t) {
      const { product_id, snap } = await productAtBounds(t, "triggers");
      return { path: { product_id }, body: { name: snap, revision: 1, channel: "edge" } };
    },
    example: ADVERTISED,
    answers: {
      "201": {
        needs: MAKE,
        async reach(t) {
          const { product_id, snap } = await testable(t, { image_name: t.name("image") });
          const body = { name: snap, revision: 1, channel: "edge" };
          return t.call("advertiseSnap", { path: { product_id }, body });
        },
      },
    },
  },
  advertiseGoldMaster: {
    needs: ["writes"],
    path: inSharedProduct,
    body: sharedGoldMaster,
    async atBounds(t) {
      const { product_id, snap } = await productAtBounds(t, "triggers");
      return { path: { product_id }, body: { snaps: [{ name: snap, revision: 1 }], channel: "edge" } };
    },
    example: ADVERTISED,
    answers: {
      "201": {
        needs: MAKE,
        async reach(t) {
          const { product_id, snap } = await testable(t, { image_name: t.name("image") });
          const body = { snaps: [{ name: snap, revision: 1 }], channel: "stable" };
          return t.call("advertiseGoldMaster", { path: { product_id }, body });
        },
      },
    },
  },
};
