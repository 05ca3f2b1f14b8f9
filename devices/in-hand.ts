import type { AgentState } from "./agent-state.js";
import type { TestOpportunity } from "./api-types.js";
import { type OnDamaged, SavedFiles } from "./saved-files.js";

/**
 * What agents have picked and have not come to an end with. An agent that starts begins it again, so that a crash of
 * the lab costs time and no opportunity.
 */
export interface InHand {
  /** Called when an agent has picked, before it does anything else. */
  keep(agentId: string, opportunity: TestOpportunity): Promise<void>;
  /** Called when the service has the result, or refused it for good. */
  release(agentId: string, opportunityId: string): Promise<void>;
  /** What this agent (of this account) has in hand, the oldest pick first. */
  list(agentId: string, account: string | null): Promise<TestOpportunity[]>;
}

/** Keeps what is in hand in one JSON file each. A file that cannot be read is left, and `onDamaged` is told. */
export function directoryInHand(directory: string, onDamaged?: OnDamaged): InHand {
  type Saved = { agent_id: string; opportunity_id: string; opportunity: TestOpportunity };
  const check = ({ opportunity_id, opportunity }: Partial<Saved>): void => {
    if (opportunity?.test_opportunity_id !== opportunity_id) throw new Error("no opportunity");
  };
  const files = new SavedFiles<Saved>(directory, check, onDamaged);
  return {
    keep: (agent_id, opportunity) =>
      files.save({ agent_id, opportunity_id: opportunity.test_opportunity_id, opportunity }),
    release: (agentId, opportunityId) => files.remove(agentId, opportunityId),
    list: async (agentId) => (await files.list(agentId)).map(({ opportunity }) => opportunity),
  };
}

/** What one agent has in hand. A disk that is full or broken must not cost a result: it is told, and work goes on. */
export class Hand {
  constructor(
    private readonly options: {
      agentId: string;
      account: string | null;
      inHand: InHand | undefined;
      state: AgentState;
    },
  ) {}

  /** True where an opportunity that is broken off is begun again at the next start. */
  get isKept(): boolean {
    return this.options.inHand !== undefined;
  }

  async keep(opportunity: TestOpportunity): Promise<void> {
    const { agentId, inHand } = this.options;
    await this.#try("kept", async () => inHand?.keep(agentId, opportunity));
  }

  async release(opportunityId: string): Promise<void> {
    const { agentId, inHand } = this.options;
    await this.#try("removed", async () => inHand?.release(agentId, opportunityId));
  }

  /** What an earlier run left. */
  async left(): Promise<TestOpportunity[]> {
    const { agentId, account, inHand } = this.options;
    return (await this.#try("read", async () => inHand?.list(agentId, account))) ?? [];
  }

  async #try<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.options.state.warn({ error: String(error) }, `what the agent has in hand could not be ${what}`);
      return undefined;
    }
  }
}
