import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Credentials } from "../src/oauth1/sign.js";
import { atExit, newFolder } from "./clean-up.js";
import { pause } from "./part.js";

/** The built program (`npm run build`). */
export const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const PRELOAD = fileURLToPath(new URL("disk-preload.mjs", import.meta.url));

/** Maximum time of a start or of a command, in milliseconds. */
const DEADLINE_MS = 120_000;

/** How long a process must do nothing to be quiet, in milliseconds. */
const STILL_MS = 50;

/** How a process ended and its output. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** What Linux says about a process. */
export interface Usage {
  cpuMs: number;
  rss: number;
  handles: number;
}

/** A process of the built program. It is killed when the run ends. */
export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = "";
  stderr = "";
  isOver = false;
  #scheduled: [ran: number, waited: number] = [0, 0];

  constructor(
    args: readonly string[],
    { preload = false, env = {} }: { preload?: boolean; env?: NodeJS.ProcessEnv } = {},
  ) {
    const nodeArgs = preload ? ["--import", PRELOAD] : [];
    const child = spawn(process.execPath, [...nodeArgs, MAIN, ...args], {
      stdio: ["ignore", "pipe", "pipe", ...(preload ? (["ipc"] as const) : [])],
      env: { ...cleanEnv(), ...env },
    });
    this.child = child;
    const kill = atExit(() => child.kill("SIGKILL"));
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    child
      .stderr!.setEncoding("utf8")
      .on("data", (text: string) => (this.stderr = (this.stderr + text).slice(-4e6)));
    this.ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        this.isOver = true;
        kill();
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
    this.ended.catch(() => undefined);
  }

  kill(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }

  /**
   * How many times slower its main thread ran than on a machine of its own since its start or the last call: (time that it
   * ran + time that it waited for a core) / time that it ran, as the scheduler counts them.
   */
  slowdown(): number {
    const [ran, waited] = scheduled(this.child.pid!);
    const [ranBefore, waitedBefore] = this.#scheduled;
    this.#scheduled = [ran, waited];
    return 1 + (waited - waitedBefore) / Math.max(0.001, ran - ranBefore);
  }

  /**
   * Begins a measurement. The returned function tells how many milliseconds since then the main threads of this process and
   * of the run itself, which takes the times, waited for a core: what a machine of their own would not have taken.
   */
  waiting(): () => number {
    const waited = (): number => {
      const pids = [process.pid, ...(this.isOver ? [] : [this.child.pid!])];
      return pids.reduce((sum, pid) => sum + scheduled(pid)[1], 0);
    };
    const before = waited();
    return () => Math.max(0, waited() - before);
  }

  /** Waits until it does nothing; false if it still works after `ms`. */
  async becomesQuiet(ms: number): Promise<boolean> {
    let before = this.usage().cpuMs;
    for (let waited = 0; waited < ms; waited += STILL_MS) {
      await pause(STILL_MS);
      const now = this.usage().cpuMs;
      if (now === before) return true;
      before = now;
    }
    return false;
  }

  /** CPU time of all its threads (in steps of 10 ms), memory and open handles. */
  usage(): Usage {
    const pid = String(this.child.pid);
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return {
      cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
      rss: Number(fields[21]) * 4096,
      handles: readdirSync(`/proc/${pid}/fd`).length,
    };
  }
}

/** How long the main thread of a process ran and waited for a core so far, in milliseconds. */
function scheduled(pid: number): [ran: number, waited: number] {
  const [ran, waited] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ").map(Number);
  return [ran! / 1e6, waited! / 1e6];
}

/** A started emulator with the credentials of its first account. */
export class Emulator extends Program {
  url = "";
  port = 0;
  credentials!: Credentials;
}

/** Runs a command to its end. */
export async function run(args: readonly string[]): Promise<Ended> {
  const program = new Program(args);
  const timer = setTimeout(() => program.child.kill("SIGKILL"), DEADLINE_MS);
  const ended = await program.ended;
  clearTimeout(timer);
  return ended;
}

/** `start --port 0`, until it is ready. @throws Error with its output if it ends before. */
export async function startEmulator(
  args: readonly string[],
  options: { preload?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Emulator> {
  const { path, remove } = newFolder();
  const locator = join(path, "locator.json");
  const emulator = new Emulator(["start", "--port", "0", "--locator", locator, ...args], {
    ...options,
    // Its temporary folders are removed with this one, also after a kill.
    env: { TMPDIR: path, ...options.env },
  });
  void emulator.ended.then(remove, remove);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => emulator.child.kill("SIGKILL"), DEADLINE_MS);
    emulator.child.stdout!.on("data", () => {
      if (!emulator.stdout.endsWith("\nReady.\n") || !existsSync(locator)) return;
      clearTimeout(timer);
      resolve();
    });
    void emulator.ended.then((ended) => {
      clearTimeout(timer);
      reject(new NotStarted(ended));
    });
  });
  const { url, credentials } = JSON.parse(readFileSync(locator, "utf8")) as Pick<
    Emulator,
    "url" | "credentials"
  >;
  return Object.assign(emulator, {
    url,
    credentials,
    port: Number(new URL(url).port),
  });
}

/** A start that ended before the emulator was ready. */
export class NotStarted extends Error {
  constructor(readonly ended: Ended) {
    super(`start ended with ${String(ended.code ?? ended.signal)}: ${ended.stderr.slice(-2000)}`);
  }
}

/** The environment without settings of the emulator, colours and proxies. */
function cleanEnv(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !/^SPI_EMULATOR_|_proxy$/i.test(name));
  return { ...Object.fromEntries(entries), NO_COLOR: "1", FORCE_COLOR: "0" };
}
