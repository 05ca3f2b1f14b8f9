import { type OnDamaged, SavedFiles } from "./saved-files.js";

/** A result that is not delivered yet. `body` is kept as sent: a repeated post must be the same byte for byte. */
export interface SavedResult {
  agent_id: string;
  opportunity_id: string;
  body: string;
}

/** Where results wait until the service has them. */
export interface Outbox {
  /** Keeps a result; one of the same agent and opportunity is replaced. */
  save(result: SavedResult): Promise<void>;
  remove(agentId: string, opportunityId: string): Promise<void>;
  /** What waits for this agent, oldest first. */
  list(agentId: string): Promise<SavedResult[]>;
  /** Forgets all: the opportunities are no more. */
  clear(): Promise<void>;
}

/** An outbox that a restart empties. */
export function memoryOutbox(): Outbox {
  const results = new Map<string, SavedResult>();
  const keyOf = (agentId: string, opportunityId: string): string => JSON.stringify([agentId, opportunityId]);
  return {
    save: async (result) => void results.set(keyOf(result.agent_id, result.opportunity_id), { ...result }),
    remove: async (agentId, opportunityId) => void results.delete(keyOf(agentId, opportunityId)),
    list: async (agentId) => [...results.values()].filter((result) => result.agent_id === agentId),
    clear: async () => results.clear(),
  };
}

/** An outbox of one JSON file a result. A file that cannot be read is left where it is, and `onDamaged` is told. */
export function directoryOutbox(directory: string, onDamaged?: OnDamaged): Outbox {
  const files = new SavedFiles<SavedResult>(directory, ({ body }) => void JSON.parse(body ?? ""), onDamaged);
  return {
    save: (result) => files.save(result),
    remove: (agentId, opportunityId) => files.remove(agentId, opportunityId),
    list: async (agentId) => {
      const found = await files.list(agentId);
      return found.map(({ agent_id, opportunity_id, body }) => ({ agent_id, opportunity_id, body }));
    },
    clear: () => files.clear(),
  };
}
