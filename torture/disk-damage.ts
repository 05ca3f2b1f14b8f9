import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Base, examined, goodData, makeBase, type Variant, writeVariants } from "./damage-base.js";
import { flips, lines, nuls, truncations } from "./damage-variants.js";
import { NotStarted, run } from "./emulator.js";
import type { Context, Promised } from "./part.js";
import type { Random } from "./random.js";

/** Number of damaged sandboxes in one start, and of starts with a damaged default sandbox. */
const SANDBOXES = 300;
const SANDBOXES_OF_SAMPLE = 60;
const STARTS = 12;
const FLIPS = 10_000;
const SNAPSHOT_FLIPS = 2000;

/** Damaged copies of a state file and of a snapshot, judged by `doctor`, and samples of them by starts and repairs. */
export async function damagedFiles(context: Context): Promise<void> {
  const { quick, random, say } = context;
  const base = await makeBase(quick ? 8 : 24);
  say(`a state file of ${base.state.length} bytes with ${base.ends.length - 1} commits`);
  const sample: Variant[] = [];
  const judge = async (text: string, variants: Iterable<Variant>): Promise<void> => {
    const promised = context.promise(text);
    await examined(
      variants,
      (variant, found) => {
        const { what, commits } = variant;
        const isRight =
          commits === null ? found.damage !== null : found.damage === null && found.commits === commits;
        promised.check(
          isRight,
          () => `${what}: expected ${String(commits ?? "damage")}, doctor says ${JSON.stringify(found)}`,
        );
        if (random.chance(quick ? 0.3 : 0.02) && sample.length < 20 * SANDBOXES) sample.push(variant);
      },
      context.isOver,
    );
    say(`${promised.checked} × ${text}; ${promised.broken} broken`);
  };
  await judge("flipped bits are found", flips(base, quick ? 400 : FLIPS, random.fork("flips")));
  await judge("swapped, doubled, removed and blank lines are found", lines(base, random.fork("lines")));
  await judge("NUL bytes at the end are dropped, others are found", nuls(base, quick ? 17 : 1));
  await damagedSnapshots(context, base);
  // The longest, so that it is what lacks time.
  await judge("truncation: no more is dropped than an interrupted write", truncations(base, quick ? 37 : 1));
  const chosen = pick(sample, quick ? SANDBOXES_OF_SAMPLE : SANDBOXES, random.fork("sample"));
  await startsWith(
    base,
    chosen,
    context.promise("a damaged sandbox is refused and untouched, the others start"),
  );
  await repairs(base, chosen, context.promise("doctor --repair goes back to the last good commit"));
  await refusedStarts(
    base,
    pick(
      chosen.filter(({ commits }) => commits === null),
      quick ? 2 : STARTS,
      random,
    ),
    context.promise("a damaged default sandbox: one line, exit code 2, untouched"),
  );
}

function pick<T>(items: readonly T[], count: number, random: Random): T[] {
  const left = [...items];
  const picked: T[] = [];
  while (picked.length < count && left.length > 0) picked.push(...left.splice(random.below(left.length), 1));
  return picked;
}

async function damagedSnapshots({ quick, random, promise, say }: Context, base: Base): Promise<void> {
  const promised = promise("damaged snapshots are found");
  const { snapshot } = base;
  const own = random.fork("snapshot");
  const copies: { what: string; content: Buffer }[] = [];
  for (let length = 0; length < snapshot.length; length += quick ? 29 : 3)
    copies.push({
      what: `cut at byte ${length}`,
      content: snapshot.subarray(0, length),
    });
  for (let n = 0; n < (quick ? 100 : SNAPSHOT_FLIPS); n++) {
    const [at, bit] = [own.below(snapshot.length), own.below(8)];
    const content = Buffer.from(snapshot);
    content[at]! ^= 1 << bit;
    copies.push({
      what: `bit ${bit} of byte ${at}: ${snapshot.toString("latin1", Math.max(0, at - 20), at + 5)}`,
      content,
    });
  }
  const data = goodData(base);
  const folder = join(data.dir, "snapshots");
  mkdirSync(folder);
  for (const [n, { content }] of copies.entries())
    writeFileSync(join(folder, `c${n}.snapshot.json`), content);
  const { stdout } = await run(["doctor", data.dir, "--json"]);
  const { files } = JSON.parse(stdout) as {
    files: { file: string; kind: string; damage: unknown }[];
  };
  for (const { file, kind, damage } of files) {
    if (kind !== "snapshot") continue;
    const { what, content } = copies[Number(/c(\d+)\.snapshot/.exec(file)![1])]!;
    promised.check(damage !== null || isSameState(content, snapshot), () => `${what} was not found`);
  }
  say(`${promised.checked} × damaged snapshots`);
  data.remove();
}

/** Whether only the facts for lists differ, which nothing is loaded from: the time, and the sandbox's name and seed. */
function isSameState(copy: Buffer, snapshot: Buffer): boolean {
  const stateOf = (text: Buffer): string => {
    const { format, version, checksum, tables } = JSON.parse(text.toString("utf8")) as Record<
      string,
      unknown
    >;
    return JSON.stringify([format, version, checksum, tables]);
  };
  return stateOf(copy) === stateOf(snapshot);
}

/** Starts the emulator on a directory with many damaged sandboxes. */
async function startsWith(base: Base, variants: readonly Variant[], promised: Promised): Promise<void> {
  const data = goodData(base);
  writeVariants(data.dir, variants);
  const { emulator, client } = await data.start();
  for (const [n, { what, commits, content }] of variants.entries()) {
    const { status, text } = await client.call("GET", `/_emulator/sandboxes/v${n}`, { credentials: null });
    const file = join(data.dir, `v${n}.jsonl`);
    if (commits === null) {
      promised.check(status === 404 && text.includes("doctor"), () => `${what}: HTTP ${status} ${text}`);
      promised.check(readFileSync(file).equals(content), () => `${what}: the file was changed`);
    } else if (commits > 0) {
      promised.check(status === 200, () => `${what}: HTTP ${status} ${text}`);
      const kept = content.subarray(0, base.ends[commits]);
      promised.check(
        readFileSync(file).subarray(0, kept.length).equals(kept),
        () => `${what}: a good commit was dropped`,
      );
    }
  }
  client.close();
  const { code } = await emulator.kill("SIGTERM");
  promised.check(code === 0, () => `exit code ${String(code)}`);
  data.remove();
}

async function repairs(base: Base, variants: readonly Variant[], promised: Promised): Promise<void> {
  const data = goodData(base);
  writeVariants(data.dir, variants);
  const examine = async (
    args: readonly string[],
  ): Promise<Map<string, { commits: number | null; damage: unknown }>> => {
    const { stdout } = await run(["doctor", data.dir, "--json", ...args]);
    const { files } = JSON.parse(stdout) as {
      files: { sandbox: string; commits: number | null; damage: unknown }[];
    };
    return new Map(files.map((file) => [file.sandbox, file]));
  };
  const before = await examine([]);
  await examine(["--repair"]);
  const after = await examine([]);
  const names = readdirSync(data.dir);
  for (const [n, { what, content }] of variants.entries()) {
    const [old, now] = [before.get(`v${n}`)!, after.get(`v${n}`)];
    if (old.damage === null || (old.commits ?? 0) === 0) continue;
    promised.check(
      now?.damage === null && now.commits === old.commits,
      () => `${what}: ${JSON.stringify([old, now])}`,
    );
    const kept = names.find((name) => name.startsWith(`v${n}.jsonl.damaged-`));
    const isKept =
      kept === undefined
        ? content.equals(readFileSync(join(data.dir, `v${n}.jsonl`)))
        : readFileSync(join(data.dir, kept)).equals(content);
    promised.check(isKept, () => `${what}: the damaged file was not kept`);
  }
  data.remove();
}

async function refusedStarts(base: Base, variants: readonly Variant[], promised: Promised): Promise<void> {
  for (const { what, content, mark } of variants) {
    const data = goodData({ ...base, state: content, fullMark: mark ?? "" });
    const error = await data.start().then(
      ({ emulator }) => emulator.kill("SIGKILL"),
      (failure: unknown) => failure,
    );
    if (!(error instanceof NotStarted)) promised.fail(`${what}: it started`);
    else {
      const { code, stderr } = error.ended;
      promised.check(
        code === 2 && /^spi-emulator: [^\n]+\n$/.test(stderr),
        () => `${what}: ${String(code)} ${stderr}`,
      );
    }
    promised.check(readFileSync(data.state).equals(content), () => `${what}: the file was changed`);
    data.remove();
  }
}
