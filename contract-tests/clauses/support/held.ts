import type { ClauseContext } from "../clause.js";
import { pickOne } from "./agent.js";
import type { TestOpportunity } from "./bodies.js";
import { advertise, trigger } from "./trigger.js";
import { agentFor } from "./walk.js";

/** An opportunity that one of the suite's agents holds. */
export async function held(t: ClauseContext) {
  const made = await trigger(t, "image");
  const id = made.ids[0].test_opportunity_id;
  const agent = agentFor(t, made.context.platform);
  await pickOne(t, agent, [id]);
  return { productId: made.product.id, id, agent, agent_id: agent.agent_id };
}

/** An opportunity of a Test Spec for any platform. */
export async function forAnyAgent(t: ClauseContext) {
  const product = await t.make.product();
  const spec = await t.make.testSpec(product.id, { platform: null });
  const [made] = await advertise(t, "image", product.id, {
    image_unique_id: t.uuid(),
    image_reference: null,
  });
  return { product, spec, id: made.test_opportunity_id };
}

export const idOf = (got: TestOpportunity | null): string | null => got?.test_opportunity_id ?? null;
