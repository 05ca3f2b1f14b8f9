import { existsSync, mkdirSync, readdirSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "./client.js";
import { newFolder } from "./clean-up.js";
import { type Emulator, run, startEmulator } from "./emulator.js";
import { mixedLoad } from "./kill-load.js";
import { type KillPromises, KillRecord } from "./kill-record.js";
import { type Context, type Part, pause, quantile } from "./part.js";
import type { Random } from "./random.js";

/** The product that is advertised. The other accounts and products are made by the clients. */
const SEED = `
accounts:
  - email: torture@example.com
    password: correct horse
    products:
      - name: advertised.foo
        release: 15.04-core
        snaps: [test-snap.foo]
        test_specs: [{ name: any }, { name: smoke, platform: amd64 }]
`;

/** When the process is killed: while a compaction or the save of a snapshot writes, or at any time. */
type Window = "compaction" | "snapshot" | "any";

interface Amount {
  kills: number;
  /** Minimum number of kills inside each of the two windows. */
  within: number;
  /** Kills in one data directory, so that the state stays bounded. */
  perFolder: number;
  /** Data directories that are used at the same time, because a start waits most of its time. */
  atOnce: number;
}

const FULL: Amount = { kills: 300, within: 50, perFolder: 25, atOnce: 4 };
const QUICK: Amount = { kills: 8, within: 2, perFolder: 4, atOnce: 2 };

/** Compactions are shorter than saves of snapshots, so more kills aim at them. */
const WINDOWS: readonly Window[] = ["compaction", "compaction", "compaction", "snapshot", "snapshot", "any"];

/** A life ends after this time in milliseconds, even if its window never came. */
const LONGEST_LIFE_MS = 20_000;
/** The file that a compaction writes. */
const COMPACTION = "default.jsonl.tmp";

/** Part 1: kill -9 under load, in chosen moments, and a comparison with a client's own record after each restart. */
export const kills: Part = {
  name: "kills",
  title: "kill -9 under mixed load",
  async run(context) {
    const amount = context.quick ? QUICK : FULL;
    const promises: KillPromises = {
      durable: context.promise("an acknowledged write is there after kill -9"),
      whole: context.promise("a write without answer is whole or absent"),
      read: context.promise("what was read is there after kill -9"),
      restart: context.promise("the emulator starts again, and doctor finds no damage"),
    };
    const windows = context.promise("kills within a compaction and within the save of a snapshot");
    const count = {
      kills: 0,
      compaction: 0,
      snapshot: 0,
      any: 0,
      acknowledged: 0,
    };
    const starts: number[] = [];
    const isWhole = (): boolean =>
      count.kills >= 2 * amount.kills ||
      (count.kills >= amount.kills && Math.min(count.compaction, count.snapshot) >= amount.within);
    const isDone = (): boolean => isWhole() || context.isOver();
    let folders = 0;
    const work = async (): Promise<void> => {
      while (!isDone()) {
        const name = `folder-${folders++}`;
        await oneFolder(
          {
            context,
            promises,
            count,
            starts,
            isDone,
            name,
            random: context.random.fork(name),
          },
          amount.perFolder,
        );
        context.say(
          `${count.kills} kills, ${count.compaction} within a compaction, ${count.snapshot} within a snapshot`,
        );
      }
    };
    await Promise.all(Array.from({ length: amount.atOnce }, work));
    promises.durable.figure = `${count.acknowledged} acknowledged writes`;
    promises.restart.figure = `p50 of a start ${quantile(starts, 0.5).toFixed(0)} ms`;
    if (isWhole()) {
      windows.check(count.compaction >= amount.within, () => `only ${count.compaction} within a compaction`);
      windows.check(count.snapshot >= amount.within, () => `only ${count.snapshot} within a snapshot`);
    }
    windows.figure = `${count.kills} kills: ${count.compaction} + ${count.snapshot} within`;
  },
};

interface Folder {
  context: Context;
  promises: KillPromises;
  count: Record<Window | "kills" | "acknowledged", number>;
  starts: number[];
  isDone: () => boolean;
  name: string;
  random: Random;
}

/** Starts, kills and restarts the emulator in one data directory. */
async function oneFolder(folder: Folder, lives: number): Promise<void> {
  const { promises, count, starts, isDone, random } = folder;
  const { path, remove } = newFolder();
  const data = join(path, "data");
  const seed = join(path, "seed.yaml");
  writeFileSync(seed, SEED);
  mkdirSync(join(data, "snapshots"), { recursive: true, mode: 0o700 });
  const record = new KillRecord();
  for (let life = 0; life < lives && !isDone(); life++) {
    const began = performance.now();
    const emulator = await startEmulator([
      "--data-dir",
      data,
      "--seed",
      seed,
      "--speed",
      "3600",
      "--log-level",
      "warn",
    ]);
    starts.push(performance.now() - began);
    const left = unfinished(data);
    promises.restart.check(
      left === 0,
      () => `a start leaves ${left} files of snapshots that were being saved`,
    );
    const client = new Client(emulator.url, emulator.credentials, 16);
    if (life === 0) {
      const { products } = await client.json<{ products: { id: string }[] }>("GET", "/products");
      record.advertised = products[0]!.id;
    } else await record.settle(client, promises);
    const window = random.pick<Window>(WINDOWS);
    let isOver = false;
    const acknowledgedBefore = record.acknowledged;
    const load = mixedLoad(
      {
        client,
        record,
        promises,
        random: random.fork(life),
        life: String(life),
        isOver: () => isOver,
      },
      window === "snapshot",
    );
    load.catch(() => undefined);
    const kill = (): void => void emulator.child.kill("SIGKILL");
    await Promise.race([moment(data, { window, random, kill }), pause(LONGEST_LIFE_MS), load]);
    const { signal } = await emulator.kill("SIGKILL");
    isOver = true;
    await load;
    client.close();
    promises.restart.check(signal === "SIGKILL", () => `the emulator ended by itself: ${tail(emulator)}`);
    count.kills += 1;
    count.acknowledged += record.acknowledged - acknowledgedBefore;
    // What the kill left shows what it interrupted.
    if (existsSync(join(data, COMPACTION))) count.compaction += 1;
    else if (unfinished(data) > 0) count.snapshot += 1;
    else count.any += 1;
  }
  const { code, stdout } = await run(["doctor", data, "--json"]);
  promises.restart.check(code === 0, () => `doctor: ${stdout}`);
  remove();
}

/** Number of snapshots whose save did not end. */
const unfinished = (data: string): number =>
  readdirSync(join(data, "snapshots")).filter((file) => file.endsWith(".tmp")).length;

/** Kills when the window opens, a few milliseconds later, or after a random time. */
function moment(
  data: string,
  { window, random, kill }: { window: Window; random: Random; kill: () => void },
): Promise<void> {
  if (window === "any") return pause(50 + random.below(400));
  const [folder, isIt] =
    window === "compaction"
      ? [data, (file: string) => file === COMPACTION]
      : [join(data, "snapshots"), (file: string) => file.endsWith(".tmp")];
  const after = random.below(3);
  // Not always the first one.
  let skip = random.below(2);
  return new Promise((resolve) => {
    const watcher = watch(folder, (event, file) => {
      if (event !== "rename" || file === null || !isIt(file) || !existsSync(join(folder, file)) || skip-- > 0)
        return;
      watcher.close();
      // At once, not in a later turn.
      if (after === 0) kill();
      setTimeout(resolve, Math.max(0, after - 1));
    });
  });
}

const tail = ({ stderr }: Emulator): string => stderr.slice(-1000);
