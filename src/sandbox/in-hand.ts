import type { TestOpportunity } from "../../devices/api-types.js";
import type { InHand } from "../../devices/in-hand.js";
import { inTurns } from "../clock/in-turns.js";
import { lastEvent, latestOf } from "../domain/events.js";
import type { Walk } from "../domain/records.js";
import { testOpportunityShape } from "../operations/shape.js";
import { accountOf } from "./credentials.js";
import type { Sandbox } from "./sandbox.js";

/**
 * The unfinished opportunities of the agents of a sandbox's lab, from the sandbox's own state: so even an answer that is
 * lost on the way to an agent does not lose an opportunity.
 */
export function inHandOf(sandbox: Sandbox): InHand {
  return {
    keep: async () => undefined,
    release: async () => undefined,
    list: async (agentId, email) => {
      const { state } = sandbox;
      const account = accountOf(sandbox, email);
      const held: Walk[] = [];
      await inTurns(state.unfinished, (id) => {
        const walk = state.tables.walks.get(id);
        if (walk?.holder?.agent_id !== agentId || lastEvent(walk) !== "PICKED_BY_AGENT") return;
        if (state.opportunity(id)!.account_id === account.id) held.push(walk);
      });
      return held
        .filter(({ id }) => state.opportunity(id) !== undefined)
        .sort((one, other) => latestOf(one).at - latestOf(other).at)
        .map(({ id }) => testOpportunityShape(state, state.opportunity(id)!) as TestOpportunity);
    },
  };
}
