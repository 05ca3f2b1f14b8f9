import { offsetTime } from "../../domain/dates.js";
import type { Opportunity } from "../../domain/records.js";
import { isRefusal, notFound, type Refusal } from "../../domain/refusal.js";
import { Explainer } from "../../sandbox/explain.js";
import type { Sandbox } from "../../sandbox/sandbox.js";
import { traceOf } from "../../sandbox/trace.js";
import { listAnswer } from "../../operations/long-list.js";
import type { ControlHandlers } from "../control.js";
import { listOpportunities } from "../list-opportunities.js";
import { summaryShape, traceEntryShape } from "../opportunity-shape.js";
import { countsShape } from "../shape.js";
import { overridableDevices } from "../overridable-devices.js";

type Handled = "overrideOutcome" | "listOpportunities" | "getTrace" | "explainOpportunity" | "getStatus";

export const opportunities: Pick<ControlHandlers, Handled> = {
  async listOpportunities({ query }, call) {
    const sandbox = call.sandbox();
    const found = await listOpportunities(sandbox.state, { ...query, limit: Number(query.limit ?? 100) });
    if (isRefusal(found)) return found;
    const explainer = new Explainer(sandbox);
    const { page, total, next } = found;
    // As they are now: others had turns meanwhile.
    const shown = page
      .map(({ id }) => sandbox.state.opportunity(id))
      .filter((one) => one !== undefined)
      .map((one) => summaryShape(sandbox, explainer, one));
    return { status: 200, body: { opportunities: shown, total, next } };
  },

  getTrace({ path }, call) {
    const sandbox = call.sandbox();
    const opportunity = find(sandbox, path.test_opportunity_id);
    if (isRefusal(opportunity)) return opportunity;
    return {
      status: 200,
      body: {
        test_opportunity_id: opportunity.id,
        entries: traceOf(sandbox, opportunity).map(traceEntryShape),
        why: new Explainer(sandbox).whyUnfinished(opportunity),
      },
    };
  },

  explainOpportunity({ path }, call) {
    const sandbox = call.sandbox();
    const opportunity = find(sandbox, path.test_opportunity_id);
    if (isRefusal(opportunity)) return opportunity;
    return { status: 200, body: new Explainer(sandbox).why(opportunity) };
  },

  overrideOutcome({ path, body }, call) {
    const sandbox = call.sandbox();
    const opportunity = find(sandbox, path.test_opportunity_id);
    if (isRefusal(opportunity)) return opportunity;
    const devices = overridableDevices(sandbox, opportunity);
    if (isRefusal(devices)) return devices;
    for (const agentId of devices) sandbox.lab!.device(agentId)!.override(opportunity.id, body);
    return { status: 204, body: undefined };
  },

  getStatus(_, call) {
    const sandbox = call.sandbox();
    const { state, clock } = sandbox;
    const explainer = new Explainer(sandbox);
    const ids = [...state.unfinished];
    const status = {
      sandbox: sandbox.name,
      now: offsetTime(clock.now()),
      counts: countsShape(sandbox),
      devices: (sandbox.lab?.devices() ?? []).map(({ agent_id, activity }) => ({ agent_id, activity })),
      faults_active: sandbox.faults.active,
      ...(call.replicas !== null && { replicas: call.replicas.replicas() }),
    };
    return listAnswer({
      bodyOf: (unfinished) => ({ ...status, unfinished }),
      count: ids.length,
      item(at) {
        // It may be gone or finished since the request.
        const opportunity = sandbox.state.opportunity(ids[at]!);
        const why = opportunity && explainer.whyUnfinished(opportunity);
        return why
          ? { test_opportunity_id: ids[at], state: why.state, sentence: why.sentence, parts: why.parts }
          : undefined;
      },
    });
  },
};

function find({ state }: Sandbox, id: string): Opportunity | Refusal {
  return (
    state.opportunity(id.toLowerCase()) ??
    notFound(`test_opportunity_id: the sandbox has no opportunity ${id.toLowerCase()}`)
  );
}
