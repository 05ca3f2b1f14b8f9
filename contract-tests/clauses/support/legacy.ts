import type { Answer } from "../../target/answer.js";
import type { ClauseContext } from "../clause.js";
import type { LegacyEventLog, LegacyTestResult } from "./bodies.js";
import { MAKE, WALK } from "./define.js";
import { answered, fields, filled, list, same } from "./expect.js";
import { type Filters } from "./read.js";
import { oncePerRun } from "../../run/once-per-run.js";
import { REFERENCE, type Trigger } from "./trigger.js";
import { type Walk, walk } from "./walk.js";

export const org = (t: ClauseContext) => ({ org_id: t.target.organization! });

export const LEGACY_MAKE = [...MAKE, "legacy"] as const;

export const LEGACY_WALK = [...WALK, "legacy"] as const;

export async function logs(t: ClauseContext, query: Filters): Promise<LegacyEventLog[]> {
  return list(answered(await t.call("legacyListTestEvents", { path: org(t), query }), 200), "event_logs");
}

export async function results(t: ClauseContext, query: Filters): Promise<LegacyTestResult[]> {
  return list(answered(await t.call("legacyListTestResults", { path: org(t), query }), 200), "test_results");
}

/** A product whose Test Specs have an unused image name. */
export async function named(t: ClauseContext, specCount = 1) {
  const product = await t.make.product();
  const image_name = t.name("image");
  const platform = t.make.platform();
  const specs = [];
  for (let n = 0; n < specCount; n++) specs.push(await t.make.testSpec(product.id, { platform, image_name }));
  return { product, image_name, platform, specs };
}

export async function advertiseImage(
  t: ClauseContext,
  image_name: string,
  image_reference: unknown = REFERENCE,
) {
  const body = { image_reference, image_unique_id: t.uuid(), image_name, upgrade_snaps: [] };
  const made = answered(await t.call("legacyAdvertiseImage", { path: org(t), body }), 201);
  return { body, ids: filled<string>(made, "ids") };
}

/** A finished legacy image, for clauses that only read. */
export async function legacyWalk(t: ClauseContext): Promise<Walk & { image_name: string }> {
  return oncePerRun(t, "legacy-walk", async () => {
    const { product, image_name, platform, specs } = await named(t);
    const { body, ids } = await advertiseImage(t, image_name);
    const { image_unique_id } = body;
    const none = { primary_snap_name: null, base_channel: null, update_channel: null };
    const [first, ...more] = ids.map((test_opportunity_id) => ({ image_unique_id, test_opportunity_id }));
    const made: Trigger = {
      ...{ kind: "image", product, specs, body, before: [], ids: [first!, ...more] },
      context: { image_reference: REFERENCE, extra_snaps: [], snaps: [], channel: null, ...none, platform },
    };
    return { ...(await walk(t, made)), image_name };
  });
}

/** A 404 in the documented form. Its message comes from an example, so that another message is not a failure. */
export function refusedAs(answer: Answer, words: string): void {
  const { id, message, url } = fields(answered(answer, 404));
  same("id and url", { id, url }, { id: "resource-not-found", url: null });
  same("message", message, words, ["L 753-758", "L 847-853", "A-01"]);
}
