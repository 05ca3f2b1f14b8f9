import { describe, expect, it } from "vitest";
import { AgentRegister, MAX_AGENTS } from "./agent-register.js";

const holder = (agent_id: string) => ({ agent_id, platform: "pi2", agent_group: "lab", agent_revno: "197" });

describe("AgentRegister", () => {
  it("knows the opportunity of each agent's latest poll until the agent posts a result for it", () => {
    const agents = new AgentRegister();
    agents.polled("a", holder("pi"), 1, "opp");
    agents.polled("b", holder("pi"), 2, null);
    const known = { account_id: "a", ...holder("pi"), polled_at: 1, answer: 200, heard_at: 1, holds: "opp" };
    expect(agents.all()).toEqual([
      known,
      { ...known, account_id: "b", polled_at: 2, answer: 204, heard_at: 2, holds: null },
    ]);
    agents.posted("a", holder("pi"), 3, "another");
    agents.refused("a", "pi", 4);
    expect(agents.all().at(-1)).toEqual({ ...known, heard_at: 4 });
    agents.posted("a", holder("pi"), 5, "opp");
    expect(agents.all().at(-1)).toEqual({ ...known, heard_at: 5, holds: null });
  });

  it("learns of an agent that polled before the start from its result, and of none from a refusal", () => {
    const agents = new AgentRegister();
    agents.refused("a", "unknown", 1);
    agents.posted("a", holder("pi"), 2, "opp");
    const nothing = { polled_at: null, answer: null, holds: null };
    expect(agents.all()).toEqual([{ account_id: "a", ...holder("pi"), ...nothing, heard_at: 2 }]);
  });

  it("forgets the agents with the oldest requests if there are too many", () => {
    const agents = new AgentRegister();
    for (let n = 0; n < MAX_AGENTS; n++) agents.polled("a", holder(`pi-${n}`), n, null);
    agents.polled("a", holder("pi-0"), MAX_AGENTS, null);
    agents.polled("a", holder("one more"), MAX_AGENTS, null);
    const ids = agents.all().map(({ agent_id }) => agent_id);
    expect([ids.length, ids[0], ids.at(-2), ids.at(-1)]).toEqual([MAX_AGENTS, "pi-2", "pi-0", "one more"]);
  });
});
