/**
 * Tries to break the promises of docs/reliability.md, through the command line and HTTP only, on 127.0.0.1 only.
 * `npm run torture -- [--quick] [--part NAME]... [--seed TEXT] [--minutes N] [--no-build]`. It prints a table and ends with 0 if every promise holds, with 1
 * if one is broken or a part did not do its full amount in 25 minutes (unless `--minutes` is given), and with 2 for wrong usage. A run leaves no file and no process, also if it is interrupted.
 */
import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { access } from "./access.js";
import { disk } from "./disk.js";
import { load } from "./load.js";
import { requests } from "./requests.js";
import { soak } from "./soak.js";
import { kills } from "./kills.js";
import { replicas } from "./replicas.js";
import { visitorsPart } from "./visitors.js";
import { type Part, Promised } from "./part.js";
import { Random } from "./random.js";

const PARTS: readonly Part[] = [kills, disk, requests, load, soak, access, visitorsPart, replicas];
const DEFAULT_SEED = "13";
/** Time of each part, if `--minutes` does not say otherwise. */
const DEFAULT_MINUTES = 25;

interface Options {
  quick: boolean;
  parts: readonly Part[];
  seed: string;
  /** Maximum time of each part. */
  minutes: number;
  /** Whether the user chose this time, and so accepts that a part stops before its full amount. */
  isShort: boolean;
  /** Whether the program is built first. */
  build: boolean;
}

function optionsOf(args: string[]): Options | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: "boolean" },
        part: { type: "string", multiple: true },
        seed: { type: "string" },
        "no-build": { type: "boolean" },
        minutes: { type: "string" },
      },
    });
    const names = PARTS.map(({ name }) => name);
    const unknown = values.part?.find((name) => !names.includes(name));
    if (unknown !== undefined) return `--part: got ${JSON.stringify(unknown)}; accepted: ${names.join(", ")}`;
    const minutes = Number(values.minutes ?? DEFAULT_MINUTES);
    if (!(minutes > 0 && minutes <= 600))
      return `--minutes: got ${JSON.stringify(values.minutes)}; accepted: 1 to 600`;
    const parts = PARTS.filter(({ name }) => values.part?.includes(name) ?? true);
    return {
      quick: values.quick ?? false,
      parts,
      minutes,
      isShort: values.minutes !== undefined,
      seed: values.seed ?? DEFAULT_SEED,
      build: values["no-build"] !== true,
    };
  } catch (error) {
    return (error as Error).message;
  }
}

/** What one part found. */
interface Finished {
  part: Part;
  seconds: number;
  promises: Promised[];
  /** Whether its time was over before its full amount. */
  isStopped: boolean;
}

async function runPart(part: Part, { quick, seed, minutes, isShort }: Options): Promise<Finished> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const promises: Promised[] = [];
  const promise = (text: string): Promised => {
    const made = new Promised(text);
    promises.push(made);
    return made;
  };
  console.log(`== ${part.name}: ${part.title}`);
  const say = (text: string): void => console.log(`${seconds().toFixed(0).padStart(5)} s  ${text}`);
  // A part asks only while it has more to do.
  const stop = { isAsked: false };
  const isOver = (): boolean => (stop.isAsked ||= seconds() > minutes * 60);
  try {
    await part.run({
      random: new Random(`${seed}/${part.name}`),
      quick,
      promise,
      isOver,
      say,
    });
    const stopped = `stopped after ${minutes} minutes, before its full amount`;
    if (stop.isAsked && isShort) say(stopped);
    else if (stop.isAsked) promise("the part does its full amount in its time").fail(stopped);
  } catch (error) {
    promise("the part runs to its end").fail(
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
  }
  for (const { text, failures } of promises)
    for (const failure of failures) console.log(`BROKEN ${text}: ${failure}`);
  return { part, seconds: seconds(), promises, isStopped: stop.isAsked };
}

function table(finished: readonly Finished[]): string {
  const rows = finished.flatMap(({ part, seconds, promises }) => [
    [`${part.name}, ${seconds.toFixed(0)} s`, "checks", "broken", "figures"],
    ...promises.map(({ text, checked, broken, figure }) => [
      `  ${text}`,
      String(checked),
      String(broken),
      figure,
    ]),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(([text, checked, broken, figure]) =>
      `${text!.padEnd(widths[0]!)}  ${checked!.padStart(widths[1]!)}  ${broken!.padStart(widths[2]!)}  ${figure!}`.trimEnd(),
    )
    .join("\n");
}

const options = optionsOf(process.argv.slice(2));
if (typeof options === "string") {
  process.stderr.write(`torture: ${options}\n`);
  process.exit(2);
}
if (options.build)
  execFileSync("npm", ["run", "-s", "build"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: "inherit",
  });
const machineLoad = (): string => loadavg()[0]!.toFixed(1);
const before = machineLoad();
const finished: Finished[] = [];
for (const part of options.parts) finished.push(await runPart(part, options));
const isBroken = finished.some(({ promises }) => promises.some(({ broken }) => broken > 0));
console.log(`\n${table(finished)}\n`);
console.log(
  `${cpus().length} cores, load ${before} before and ${machineLoad()} after, Node ${process.version}, seed ${options.seed}`,
);
const stopped = finished.filter(({ isStopped }) => isStopped).map(({ part }) => part.name);
const amount = stopped.length === 0 ? "" : `; not the full amount: ${stopped.join(", ")}`;
console.log(`torture: ${isBroken ? "a promise is broken" : "every promise holds"}${amount}`);
// Timers and sockets of a finished part do not keep the run alive.
process.exit(isBroken ? 1 : 0);
