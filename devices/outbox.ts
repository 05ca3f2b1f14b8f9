import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

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
}

/** An outbox that a restart empties. */
export function memoryOutbox(): Outbox {
  const results = new Map<string, SavedResult>();
  return {
    save: async (result) => void results.set(keyOf(result.agent_id, result.opportunity_id), { ...result }),
    remove: async (agentId, opportunityId) => void results.delete(keyOf(agentId, opportunityId)),
    list: async (agentId) => [...results.values()].filter((result) => result.agent_id === agentId),
  };
}

/** What stands in a file of {@link directoryOutbox}. `order` counts the saves. */
type Entry = SavedResult & { order: number };

/**
 * An outbox of one JSON file a result. A file is there whole or not at all: written aside, flushed, renamed. A file
 * that cannot be read is left where it is, and `onDamaged` is told.
 */
export function directoryOutbox(directory: string, onDamaged?: (file: string, why: string) => void): Outbox {
  // Numbers, not times: they order results rightly also where the lab's clock starts at the same time again.
  let last: Promise<number> | undefined;
  const nextOrder = (): Promise<number> => {
    const before =
      last ?? entries(directory).then((found) => Math.max(0, ...found.map((entry) => entry.order)));
    return (last = before.then((order) => order + 1));
  };
  return {
    async save(result) {
      await mkdir(directory, { recursive: true });
      const entry: Entry = { ...result, order: await nextOrder() };
      await writeWhole(directory, keyOf(result.agent_id, result.opportunity_id), JSON.stringify(entry));
    },
    async remove(agentId, opportunityId) {
      await rm(join(directory, keyOf(agentId, opportunityId)), { force: true });
    },
    async list(agentId) {
      const own = (await entries(directory, onDamaged)).filter((entry) => entry.agent_id === agentId);
      return own
        .sort((one, other) => one.order - other.order)
        .map(({ agent_id, opportunity_id, body }) => ({ agent_id, opportunity_id, body }));
    },
  };
}

/** A file name for any agent and opportunity, however they are spelt. */
function keyOf(agentId: string, opportunityId: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([agentId, opportunityId]))
    .digest("hex");
  return `${digest.slice(0, 32)}.json`;
}

async function entries(directory: string, onDamaged?: (file: string, why: string) => void): Promise<Entry[]> {
  const found: Entry[] = [];
  for (const name of await namesIn(directory)) {
    const file = join(directory, name);
    try {
      const entry = JSON.parse(await readFile(file, "utf8")) as Partial<Entry>;
      JSON.parse(entry.body ?? "");
      if (typeof entry.agent_id !== "string" || typeof entry.opportunity_id !== "string")
        throw new Error("no ids");
      found.push({ order: 0, ...entry } as Entry);
    } catch (error) {
      // Another agent's result may be delivered, and so removed, meanwhile.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") onDamaged?.(file, String(error));
    }
  }
  return found;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith(".json")).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function writeWhole(directory: string, name: string, text: string): Promise<void> {
  const aside = join(directory, `${name}.tmp`);
  const file = await open(aside, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, join(directory, name));
}
