import type { ClauseContext, TestSpecBody } from "../../clauses/clause.js";
import { MAKE } from "../../clauses/support/define.js";
import { Skip } from "../../judge/mismatch.js";
import { oncePerRun } from "../../run/once-per-run.js";
import type { FactsOf } from "../suite-facts.js";
import { finishedOpportunity, inSharedProduct, productAtBounds } from "../test-things.js";

interface TestSpecPath {
  product_id: string;
  test_spec_id: string;
}

const testSpec = (t: ClauseContext) => ({
  name: t.name("spec"),
  platform: t.make.platform(),
  image_name: t.name("image"),
  test_payload: { test_cmds: ["true"] },
});

async function ownTestSpec(t: ClauseContext): Promise<TestSpecPath> {
  const { product_id } = await inSharedProduct(t);
  return { product_id, test_spec_id: (await t.make.testSpec(product_id)).id };
}

/** A Test Spec for all clauses that read one: one of the run or, if it only reads, the first existing one. */
function someTestSpec(t: ClauseContext): Promise<TestSpecPath> {
  return oncePerRun(t, "Test Spec to read", async () => {
    if (t.target.capabilities.has("writes")) return ownTestSpec(t);
    const { product_id } = await inSharedProduct(t);
    const listed = await t.call("listTestSpecs", { path: { product_id } });
    const [first] = (listed.json as { test_specs?: TestSpecBody[] } | undefined)?.test_specs ?? [];
    if (!first) throw new Skip("no Test Spec exists, and the run may not create one");
    return { product_id, test_spec_id: first.id };
  });
}

export const TEST_SPEC_FACTS: FactsOf<"createTestSpec" | "listTestSpecs" | "getTestSpec" | "deleteTestSpec"> =
  {
    createTestSpec: {
      needs: ["writes"],
      path: inSharedProduct,
      body: testSpec,
      async atBounds(t) {
        const { product_id } = await productAtBounds(t, "test-specs");
        return { path: { product_id }, body: testSpec(t) };
      },
      example: {
        status: "201",
        needs: MAKE,
        // A Test Spec for any platform in a product without advertisements: no agent ever gets it.
        adapt: async (t, example) => ({
          path: { product_id: (await t.make.product()).id },
          body: { ...example, name: t.name(String(example["name"])) },
        }),
      },
    },
    listTestSpecs: {
      needs: [],
      path: inSharedProduct,
      body: null,
      atBounds: null,
      example: null,
      async full(t) {
        const { product_id } = await finishedOpportunity(t);
        return t.call("listTestSpecs", { path: { product_id } });
      },
    },
    getTestSpec: { needs: [], path: someTestSpec, body: null, atBounds: null, example: null },
    deleteTestSpec: { needs: ["writes"], path: ownTestSpec, body: null, atBounds: null, example: null },
  };
