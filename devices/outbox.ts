import type { ResultPost, TestStatus } from "./api-types.js";
import { type Ids, type OnDamaged, parseEntry, SavedFiles } from "./saved-files.js";

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

const STATUSES: ReadonlySet<unknown> = new Set<TestStatus>(["PASSED", "FAILED", "ERROR"]);
const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The content of a saved result's file. Throws if it is another. */
export function parseSavedResult(text: string): SavedResult {
  const { agent_id, opportunity_id, body } = checked(parseEntry(text));
  return { agent_id, opportunity_id, body };
}

/** An agent relies on the fields that are checked here when it posts what an earlier run left. */
function checked(entry: Partial<SavedResult> & Ids): SavedResult {
  const { agent_id, opportunity_id, body } = entry;
  if (typeof body !== "string") throw new Error("body: it is no text");
  const post = Object(JSON.parse(body)) as Partial<Record<keyof ResultPost, unknown>>;
  if (post.agent_id !== agent_id) throw new Error("body: agent_id: it is not that of the file");
  if (!STATUSES.has(post.test_status)) throw new Error("body: test_status: it is none");
  if (!isObject(post.result_payload)) throw new Error("body: result_payload: it is no object");
  return { agent_id, opportunity_id, body };
}

/** An outbox with one JSON file per result. Files that hold something else are left in place and reported to `onDamaged`. */
export function directoryOutbox(directory: string, onDamaged?: OnDamaged): Outbox {
  const files = new SavedFiles<SavedResult>(directory, (entry) => void checked(entry), onDamaged);
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
