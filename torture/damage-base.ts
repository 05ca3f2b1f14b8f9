import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { run } from "./emulator.js";
import { Data, ProductRecord } from "./lives.js";

/** A good state file with marks of different times, from which damaged copies are made. */
export interface Base {
  state: Buffer;
  /** Offsets behind each newline; the first is that of the header. */
  ends: readonly number[];
  /** Mark of the clean stop: all commits. */
  fullMark: string;
  /** An earlier mark, as a kill leaves it. */
  earlyMark: string;
  /** Bytes that the earlier mark covers. */
  earlyBytes: number;
  snapshot: Buffer;
}

/** Makes a state file through the emulator: commits, a clean stop, more commits, a clean stop. */
export async function makeBase(commits: number): Promise<Base> {
  const data = new Data();
  const record = new ProductRecord("base");
  const mark = `${data.state}.mark`;
  const marks: string[] = [];
  for (const part of [0, 1]) {
    const { emulator, client } = await data.start();
    for (let n = 0; n < commits / 2; n++) await record.create(client, 150 + 100 * (n % 3));
    if (part === 1)
      await client.json("POST", "/_emulator/snapshots", {
        body: { name: "base" },
        credentials: null,
      });
    client.close();
    await emulator.kill("SIGTERM");
    marks.push(readFileSync(mark, "utf8"));
  }
  const state = readFileSync(data.state);
  const snapshot = readFileSync(join(data.dir, "snapshots", "base.snapshot.json"));
  data.remove();
  const ends = [...state.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
  const [earlyMark, fullMark] = marks as [string, string];
  const earlyBytes = (JSON.parse(earlyMark) as { bytes: number }).bytes;
  return { state, ends, fullMark, earlyMark, earlyBytes, snapshot };
}

/** A damaged copy and what must be found. */
export interface Variant {
  /** For messages. */
  what: string;
  content: Buffer;
  mark: string | null;
  /** Null: it must be refused. Otherwise the number of commits that must be found. */
  commits: number | null;
}

/** What `doctor --json` says about a file. */
export interface Found {
  sandbox: string;
  commits: number | null;
  damage: { line: number | null; reason: string } | null;
}

/** Number of files in one call of `doctor`. */
const BATCH = 1000;

/** Lets `doctor` examine the variants as state files of one data directory, many at a time. */
export async function examined(
  variants: Iterable<Variant>,
  check: (variant: Variant, found: Found) => void,
  isOver: () => boolean,
): Promise<void> {
  const data = new Data();
  let batch: Variant[] = [];
  const flush = async (): Promise<void> => {
    mkdirSync(data.dir, { recursive: true });
    writeVariants(data.dir, batch);
    const { stdout, stderr } = await run(["doctor", data.dir, "--json"]);
    const { files } = JSON.parse(stdout || "null") as {
      files: (Found & { file: string })[];
    };
    if (files.length !== batch.length)
      throw new Error(`doctor shows ${files.length} of ${batch.length} files: ${stderr}`);
    for (const found of files) check(batch[Number(/^v(\d+)\./.exec(basename(found.file))![1])]!, found);
    rmSync(data.dir, { recursive: true });
    batch = [];
  };
  for (const variant of variants) {
    if (isOver()) break;
    batch.push(variant);
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  data.remove();
}

/** Writes the variants as sandboxes `v0`, `v1`, ... */
export function writeVariants(dir: string, variants: readonly Variant[]): void {
  for (const [n, { content, mark }] of variants.entries()) {
    const file = join(dir, `v${n}.jsonl`);
    writeFileSync(file, content, { mode: 0o600 });
    if (mark !== null) writeFileSync(`${file}.mark`, mark, { mode: 0o600 });
  }
}

/** A data directory whose default sandbox is good, as a copy of the base. */
export function goodData({ state, fullMark }: Base): Data {
  const data = new Data();
  mkdirSync(data.dir, { recursive: true, mode: 0o700 });
  writeFileSync(data.state, state, { mode: 0o600 });
  writeFileSync(`${data.state}.mark`, fullMark, { mode: 0o600 });
  return data;
}
