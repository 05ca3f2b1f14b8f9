import { oncePerRun } from "../../run/once-per-run.js";
import type { ClauseContext } from "../clause.js";
import { pickOne, posted } from "./agent.js";
import { storedResult } from "./read.js";
import { advertise } from "./trigger.js";
import { agentFor } from "./walk.js";

/** Two products with the same name, release, snaps, Test Specs, images and agents. */
export async function twins(t: ClauseContext) {
  return oncePerRun(t, "scope.twins", async () => {
    const platform = t.make.platform();
    const agent = agentFor(t, platform);
    const input = { name: t.name("product"), release: "r", snaps: [`${t.name("snap")}.foo`] };
    const spec = {
      name: t.name("spec"),
      platform,
      image_name: t.name("image"),
      test_payload: { twin: true },
    };
    const image = { image_unique_id: t.uuid(), image_reference: { twin: true } };
    const made = [];
    for (const n of [0, 1]) {
      const product = await t.make.product(input);
      const testSpec = await t.make.testSpec(product.id, spec);
      const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, image);
      await pickOne(t, agent, [id]);
      const resultId = await posted(t, id, { agent_id: agent.agent_id, result_payload: { n } });
      await storedResult(t, product.id, id);
      made.push({ product, testSpec, id, resultId, n });
    }
    return { made, image, spec, agent };
  });
}
