import type { LogFile, LogFiles } from "../log-files.js";

/** The content of a disk, by path. */
export type Image = ReadonlyMap<string, Buffer>;

/** A call of the file system, before it is executed. */
export interface Step {
  op:
    "open" | "create" | "read" | "write" | "truncate" | "facts" | "sync" | "rename" | "remove" | "syncFolder";
  path: string;
  /** Of a write: the number of bytes. */
  bytes?: number | undefined;
}

interface Node {
  id: string;
  written: Buffer;
  /** The durable content, which survives a power failure. */
  synced: Buffer;
}

/** A disk in memory for tests. `before` sees every call: it may throw, and limit the bytes of a write. */
export class FakeFiles implements LogFiles {
  before: (step: Step) => number | undefined = () => undefined;
  #entries = new Map<string, Node>();
  #made = 0;
  #syncedEntries = new Map<string, Node>();

  constructor(image: Image = new Map()) {
    for (const [path, bytes] of image) this.#entries.set(path, this.#node(bytes));
    this.#syncedEntries = new Map(this.#entries);
  }

  /** The current content, which survives a kill. */
  get image(): Image {
    return imageOf(this.#entries, "written");
  }

  /** What a power failure may leave: names and bytes, each current or as last made durable. */
  get imagesAfterPowerFailure(): Image[] {
    return [this.#entries, this.#syncedEntries].flatMap((entries) => [
      imageOf(entries, "written"),
      imageOf(entries, "synced"),
    ]);
  }

  async open(path: string): Promise<LogFile | null> {
    await this.#step("open", path);
    const node = this.#entries.get(path);
    return node ? this.#file(path, node) : null;
  }

  async create(path: string): Promise<LogFile> {
    await this.#step("create", path);
    const node = this.#entries.get(path) ?? this.#node(Buffer.alloc(0));
    node.written = Buffer.alloc(0);
    this.#entries.set(path, node);
    return this.#file(path, node);
  }

  async idAt(path: string): Promise<string | null> {
    return this.#entries.get(path)?.id ?? null;
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#step("rename", from);
    this.#entries.set(to, this.#entries.get(from)!);
    this.#entries.delete(from);
  }

  async remove(path: string): Promise<void> {
    await this.#step("remove", path);
    this.#entries.delete(path);
  }

  async syncFolder(path: string): Promise<void> {
    await this.#step("syncFolder", path);
    this.#syncedEntries = new Map(this.#entries);
  }

  #node(bytes: Buffer): Node {
    return { id: String(++this.#made), written: bytes, synced: bytes };
  }

  #file(path: string, node: Node): LogFile {
    return {
      facts: async () => {
        await this.#step("facts", path);
        return {
          id: node.id,
          bytes: node.written.length,
          named: [...this.#entries.values()].includes(node),
        };
      },
      read: async (into, position) => {
        await this.#step("read", path);
        return node.written.copy(into, 0, position);
      },
      write: async (bytes, position) => {
        const taken = bytes.subarray(0, await this.#step("write", path, bytes.length));
        const gap = Buffer.alloc(Math.max(0, position - node.written.length));
        const after = node.written.subarray(position + taken.length);
        node.written = Buffer.concat([node.written.subarray(0, position), gap, taken, after]);
        return taken.length;
      },
      truncate: async (length) => {
        await this.#step("truncate", path);
        node.written = node.written.subarray(0, length);
      },
      sync: async () => {
        await this.#step("sync", path);
        node.synced = node.written;
      },
      close: async () => undefined,
    };
  }

  async #step(op: Step["op"], path: string, bytes?: number): Promise<number | undefined> {
    await Promise.resolve();
    return this.before({ op, path, bytes });
  }
}

function imageOf(entries: ReadonlyMap<string, Node>, bytes: "written" | "synced"): Image {
  return new Map([...entries].map(([path, node]) => [path, node[bytes]]));
}
