import { latestOf } from "../domain/events.js";
import { offsetTime } from "../domain/dates.js";
import type { Opportunity } from "../domain/records.js";
import type { Explainer } from "../sandbox/explain.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { TraceEntry } from "../sandbox/trace.js";
import { primaryRevision } from "./list-opportunities.js";
import type { components } from "../spec/control-types.gen.js";

type Schemas = components["schemas"];

/** The summary of a Test Opportunity. */
export function summaryShape(
  { state }: Sandbox,
  explainer: Explainer,
  opportunity: Opportunity,
): Schemas["OpportunitySummary"] {
  const { id, product_id, trigger, primary_snap_name, channel, platform, image_unique_id } = opportunity;
  const walk = state.walk(id);
  const last = latestOf(walk);
  return {
    test_opportunity_id: id,
    product_id,
    product_name: state.tables.products.get(product_id)!.name,
    trigger,
    primary_snap_name,
    revision: primaryRevision(opportunity),
    channel,
    spec_name: state.testSpec(opportunity.test_spec_id)!.name,
    platform,
    state: last.type,
    test_status: state.result(walk.result_id ?? "")?.test_status ?? null,
    image_unique_id,
    queued_at: offsetTime(opportunity.queued_at),
    updated_at: offsetTime(last.at),
    agent_id: walk.holder?.agent_id ?? null,
    why: explainer.whyUnfinished(opportunity)?.sentence ?? null,
  };
}

export function traceEntryShape({ at, kind, text, detail }: TraceEntry): Schemas["TraceEntry"] {
  return { at: offsetTime(at), kind, text, detail };
}
