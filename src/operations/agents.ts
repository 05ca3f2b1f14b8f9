import type { Json } from "../domain/records.js";
import { isRefusal } from "../domain/refusal.js";
import { pickOpportunity, postResult } from "../domain/walk.js";
import type { Handlers } from "./operation.js";
import { testOpportunityShape } from "./shape.js";

/** The agents' operations. Their messages are an assumption (A-21), so this module and its paths are replaceable. */
export const agents: Pick<Handlers, "pickTestOpportunity" | "postTestResult"> = {
  pickTestOpportunity({ path, body }, { state, account, now, commit }) {
    const { platform = null, agent_group = null, agent_revno = null } = body ?? {};
    const holder = { agent_id: path.agent_id, platform, agent_group, agent_revno };
    const { changes, value } = pickOpportunity(state, account, holder, now);
    const agent = { did: "poll", id: holder.agent_id, holder } as const;
    if (value === null) return { status: 204, body: undefined, about: { agent } };
    commit(changes);
    const about = { agent, products: [value.product_id], opportunities: [value.id] };
    return { status: 200, body: testOpportunityShape(state, value), about };
  },

  postTestResult({ path, body }, { state, account, now, idOf, commit }) {
    const fields = {
      ...body,
      result_payload: body.result_payload as { [key: string]: Json },
      agent: body.agent as Json,
    };
    const { test_opportunity_id: opportunity } = path;
    const newId = (): string => idOf("result", opportunity);
    const decision = postResult(state, account, opportunity, fields, { now, newId });
    const agent = { did: "post", id: body.agent_id } as const;
    if (isRefusal(decision)) return { ...decision, about: { agent: { ...agent, holder: null } } };
    commit(decision.changes);
    const { result, repeated } = decision.value;
    const { holder } = state.walk(result.opportunity_id);
    const about = { agent: { ...agent, holder } };
    return { status: repeated ? 200 : 201, body: { result_id: result.id }, about };
  },
};
