import { type OnDamaged, SavedFiles } from "./saved-files.js";

/** An undelivered result. `body` is kept as sent, because a repeated post must be byte for byte the same. */
export interface SavedResult {
  agent_id: string;
  opportunity_id: string;
  body: string;
}

/** Keeps results until the service has accepted them. */
export interface Outbox {
  /** Saves a result; replaces one of the same agent and opportunity. */
  save(result: SavedResult): Promise<void>;
  remove(agentId: string, opportunityId: string): Promise<void>;
  /** This agent's undelivered results, oldest first. */
  list(agentId: string): Promise<SavedResult[]>;
  /** Deletes all results, because their opportunities no longer exist. */
  clear(): Promise<void>;
}

/** An outbox in memory, which a restart empties. */
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

/** An outbox with one JSON file per result. Unreadable files are left in place and reported to `onDamaged`. */
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
