import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import { openNew } from "../src/text/new-file.js";
import { textOfRegular } from "../src/text/regular-file.js";

/** The ids that every file has. */
export interface Ids {
  agent_id: string;
  opportunity_id: string;
}

/** The content of a file. `order` counts the saves. */
type Entry<T> = T & { order: number };

/** Called with each unreadable file, which is left in place. */
export type OnDamaged = (file: string, why: string) => void;

/**
 * One JSON file for each agent and opportunity. Files are written atomically: to a temporary file, flushed, renamed.
 */
export class SavedFiles<T extends Ids> {
  // Numbers, not times, so that the order is right even if the lab's clock starts at the same time again.
  #last: Promise<number> | undefined;

  constructor(
    private readonly directory: string,
    /** Throws if the content is invalid. */
    private readonly check: (entry: Partial<T> & Ids) => void,
    private readonly onDamaged?: OnDamaged,
  ) {}

  /** Saves an entry; replaces one of the same agent and opportunity. */
  async save(entry: T): Promise<void> {
    const order = await this.#nextOrder();
    const whole = [
      this.directory,
      nameOf(entry.agent_id, entry.opportunity_id),
      { ...entry, order },
    ] as const;
    try {
      await writeWhole(...whole);
    } catch (error) {
      if (!isMissing(error)) throw error;
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      await writeWhole(...whole);
    }
  }

  async remove(agentId: string, opportunityId: string): Promise<void> {
    try {
      await unlink(join(this.directory, nameOf(agentId, opportunityId)));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /** An agent's entries, oldest first. */
  async list(agentId: string): Promise<T[]> {
    const others = (name: string): boolean => NAME.test(name) && !name.startsWith(prefixOf(agentId));
    const found = await this.#entries((name) => !others(name), this.onDamaged);
    const own = found.filter((entry) => entry.agent_id === agentId);
    return own.sort((one, other) => one.order - other.order);
  }

  /** Removes all files. */
  async clear(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  #nextOrder(): Promise<number> {
    const before =
      this.#last ??
      this.#entries(() => true).then((found) => Math.max(0, ...found.map((entry) => entry.order)));
    return (this.#last = before.then((order) => order + 1));
  }

  async #entries(wanted: (name: string) => boolean, onDamaged?: OnDamaged): Promise<Entry<T>[]> {
    const found: Entry<T>[] = [];
    for (const name of (await namesIn(this.directory)).filter(wanted)) {
      const file = join(this.directory, name);
      try {
        const entry = parseEntry(await textOfRegular(file)) as Partial<Entry<T>> & Ids;
        this.check(entry);
        found.push({ order: 0, ...entry } as Entry<T>);
      } catch (error) {
        // Another agent's entry may have been removed meanwhile.
        if (!isMissing(error)) onDamaged?.(file, String(error));
      }
    }
    return found;
  }
}

/** The content of a file, of which only what all files have is checked. Throws if it is another. */
export function parseEntry(text: string): Partial<Entry<Ids>> & Ids {
  const entry = Object(JSON.parse(text)) as Partial<Entry<Ids>>;
  const { agent_id, opportunity_id, order = 0 } = entry;
  if (typeof agent_id !== "string" || typeof opportunity_id !== "string") throw new Error("it has no ids");
  if (!Number.isSafeInteger(order) || order < 0) throw new Error("order: it does not count saves");
  return { ...entry, agent_id, opportunity_id };
}

const NAME = /^[0-9a-f]{16}-[0-9a-f]{32}\.json$/;

const digest = (text: string, length: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, length);
const prefixOf = (agentId: string): string => `${digest(agentId, 16)}-`;

/** A safe file name for any agent id and opportunity id. */
function nameOf(agentId: string, opportunityId: string): string {
  return `${prefixOf(agentId)}${digest(JSON.stringify([agentId, opportunityId]), 32)}.json`;
}

/** Whether a file or folder does not exist. */
const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith(".json")).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function writeWhole(directory: string, name: string, value: object): Promise<void> {
  const aside = join(directory, `${name}.tmp`);
  const file = await openNew(aside);
  try {
    await file.writeFile(JSON.stringify(value));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, join(directory, name));
}
