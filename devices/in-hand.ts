import type { AgentState } from "./agent-state.js";
import type { TestOpportunity } from "./api-types.js";
import { isOpportunity } from "./opportunity.js";
import { type OnDamaged, SavedFiles } from "./saved-files.js";

/**
 * The unfinished opportunities that agents have picked. A starting agent runs them again, so that a crash of the lab
 * costs time but no opportunity.
 */
export interface InHand {
  /** Called when an agent has picked, before anything else. */
  keep(agentId: string, opportunity: TestOpportunity): Promise<void>;
  /** Called when the service has accepted the result, or refused it for good. */
  release(agentId: string, opportunityId: string): Promise<void>;
  /** The unfinished opportunities of this agent (of this account), oldest pick first. */
  list(agentId: string, account: string | null): Promise<TestOpportunity[]>;
}

/** Keeps each opportunity in a JSON file. Unreadable files are left in place and reported to `onDamaged`. */
export function directoryInHand(directory: string, onDamaged?: OnDamaged): InHand {
  type Saved = { agent_id: string; opportunity_id: string; opportunity: TestOpportunity };
  const check = ({ opportunity_id, opportunity }: Partial<Saved>): void => {
    if (!isOpportunity(opportunity) || opportunity.test_opportunity_id !== opportunity_id)
      throw new Error("no opportunity");
  };
  const files = new SavedFiles<Saved>(directory, check, onDamaged);
  return {
    keep: (agent_id, opportunity) =>
      files.save({ agent_id, opportunity_id: opportunity.test_opportunity_id, opportunity }),
    release: (agentId, opportunityId) => files.remove(agentId, opportunityId),
    list: async (agentId) => (await files.list(agentId)).map(({ opportunity }) => opportunity),
  };
}

/**
 * The unfinished opportunities of one agent. A full or broken disk must not lose a result: the error is logged, and work
 * continues.
 */
export class Hand {
  constructor(
    private readonly options: {
      agentId: string;
      account: string | null;
      inHand: InHand | undefined;
      state: AgentState;
    },
  ) {}

  /** Whether an interrupted opportunity is started again at the next start. */
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

  /** The opportunities that an earlier run left. */
  async left(): Promise<TestOpportunity[]> {
    const { agentId, account, inHand } = this.options;
    return (await this.#try("read", async () => inHand?.list(agentId, account))) ?? [];
  }

  async #try<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.options.state.warn({ error: String(error) }, `the unfinished opportunity could not be ${what}`);
      return undefined;
    }
  }
}
