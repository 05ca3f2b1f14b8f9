import type { ClauseContext } from "../clause.js";
import type { Product, TestSpec } from "./bodies.js";
import { pickOne } from "./agent.js";
import { answered, list } from "./expect.js";
import { eventLogs, testResults } from "./read.js";
import { advertise, productWithSpecs } from "./trigger.js";
import { agentFor } from "./walk.js";

/** Everything that can be read of a product; null if it does not exist. */
export async function stateOf(t: ClauseContext, productId: string) {
  const path = { product_id: productId };
  const answer = await t.call("getProduct", { path });
  if (answer.status === 404) return null;
  return {
    product: answered<Product>(answer, 200),
    specs: list<TestSpec>(answered(await t.call("listTestSpecs", { path }), 200), "test_specs"),
    logs: (await eventLogs(t, productId)).map((log) => ({ ...log, updated_at: null })),
    results: await testResults(t, productId),
  };
}

/** A new product with two opportunities of one image: an agent holds the first, the second is queued. */
export async function heldOpportunity(t: ClauseContext) {
  const made = await productWithSpecs(t, 2);
  const image_unique_id = t.uuid();
  const ids = (await advertise(t, "image", made.product.id, { image_unique_id, image_reference: null })).map(
    ({ test_opportunity_id }) => test_opportunity_id,
  );
  const agent = agentFor(t, made.platform);
  const { test_opportunity_id: id } = await pickOne(t, agent, ids);
  return { ...made, image_unique_id, ids, id, agent };
}
