import { oncePerRun } from "../../run/once-per-run.js";
import type { ClauseContext } from "../clause.js";
import { pickOne, posted } from "./agent.js";
import type { TestSpec } from "./bodies.js";
import { answered } from "./expect.js";
import { logWith, storedResult } from "./read.js";
import { advertise } from "./trigger.js";
import { agentFor } from "./walk.js";

/** A deleted product that had a queued, a held and a finished opportunity. */
export async function gone(t: ClauseContext) {
  return oncePerRun(t, "deleted.product", async () => {
    const snap = `${t.name("snap")}.foo`;
    const product = await t.make.product({ snaps: [snap] });
    const platform = t.make.platform();
    const [image_name, image_unique_id] = [t.name("image"), t.uuid()];
    const specs: TestSpec[] = [];
    for (let n = 0; n < 3; n++) specs.push(await t.make.testSpec(product.id, { platform, image_name }));
    const ids = (await advertise(t, "image", product.id, { image_unique_id, image_reference: null })).map(
      (one) => one.test_opportunity_id,
    );
    const agent = agentFor(t, platform);
    const { test_opportunity_id: finished } = await pickOne(t, agent, ids);
    const { test_opportunity_id: held } = await pickOne(t, agent, ids);
    await posted(t, finished, { agent_id: agent.agent_id });
    await storedResult(t, product.id, finished);
    await logWith(t, 4, product.id, finished);
    answered(await t.call("deleteProduct", { path: { product_id: product.id } }), 204);
    const queued = ids.find((id) => id !== finished && id !== held)!;
    return {
      product,
      snap,
      specs,
      platform,
      image_name,
      image_unique_id,
      agent,
      ids,
      finished,
      held,
      queued,
    };
  });
}
