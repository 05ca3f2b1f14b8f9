import { spawn, type ChildProcess } from "node:child_process";
import process from "node:process";
import { BoundedOutput } from "./bounded-output.js";
import type { WallTimer } from "./lab-clock.js";

/** One command of a kit. */
export interface CommandOptions {
  /** The program and its arguments; no shell is involved. */
  argv: readonly string[];
  cwd: string;
  /** The whole environment. */
  env: Record<string, string>;
  /** Milliseconds of real time. */
  timeout: number;
  /** Maximum number of bytes of stdout and stderr to keep. */
  outputLimit: number;
  wallTimer: WallTimer;
  /** Ends the command early. */
  signal?: AbortSignal;
}

/** How a command ended. */
export type CommandEnd =
  | { kind: "exit"; code: number }
  | { kind: "signal"; signal: string }
  | { kind: "timeout" }
  | { kind: "stopped" }
  /** It never ran: not there, not executable. */
  | { kind: "not-started"; why: string };

export interface CommandReport {
  end: CommandEnd;
  /** stdout and stderr in order of arrival, shortened in the middle. */
  output: string;
}

/** Milliseconds between SIGTERM and SIGKILL, and the maximum wait for closed pipes after that. */
const GRACE_MS = 2000;
const CLOSE_MS = 500;
/** Interval of the checks whether a group has ended, in milliseconds. */
const LOOK_MS = 20;

/**
 * Runs a command in its own process group. When the first process ends, or its time is up, the whole group is ended,
 * so that a hanging child or one that holds the pipes does not block the agent.
 */
export async function runCommand(options: CommandOptions): Promise<CommandReport> {
  const { argv, cwd, env, wallTimer, signal } = options;
  const output = new BoundedOutput(options.outputLimit);
  const [program = "", ...args] = argv;
  let child: ChildProcess;
  try {
    child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    return { end: { kind: "not-started", why: String(error) }, output: "" };
  }
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => output.write(chunk));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const exited = new Promise<CommandEnd>((resolve) => {
    child.once("error", (error) => {
      if (child.pid === undefined) resolve({ kind: "not-started", why: `${program}: ${error.message}` });
    });
    child.once("exit", (code, killedBy) => {
      resolve(killedBy === null ? { kind: "exit", code: code ?? 0 } : { kind: "signal", signal: killedBy });
    });
  });
  const limits = limitsOf(options.timeout, wallTimer, signal);
  const end = await Promise.race([exited, limits.reached]);
  limits.cancel();
  if (child.pid !== undefined) await endGroup(child.pid, wallTimer);
  await within(CLOSE_MS, closed, wallTimer);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return { end, output: output.text() };
}

/** Resolves when the time is up or the signal aborts. */
function limitsOf(timeout: number, wallTimer: WallTimer, signal?: AbortSignal) {
  let cancel = (): void => undefined;
  const reached = new Promise<CommandEnd>((resolve) => {
    const stopTimer = wallTimer(timeout, () => resolve({ kind: "timeout" }));
    const onAbort = (): void => resolve({ kind: "stopped" });
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    cancel = () => {
      stopTimer();
      signal?.removeEventListener("abort", onAbort);
    };
  });
  return { reached, cancel: () => cancel() };
}

/** Ends every process of a group: SIGTERM, a wait, then SIGKILL. */
async function endGroup(group: number, wallTimer: WallTimer): Promise<void> {
  if (!sendTo(group, "SIGTERM")) return;
  for (let waited = 0; waited < GRACE_MS; waited += LOOK_MS) {
    await new Promise<void>((resolve) => void wallTimer(LOOK_MS, resolve));
    if (!sendTo(group, 0)) return;
  }
  sendTo(group, "SIGKILL");
}

/** False when the group has no process left. */
function sendTo(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function within(ms: number, work: Promise<void>, wallTimer: WallTimer): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = wallTimer(ms, resolve);
    void work.then(() => {
      cancel();
      resolve();
    });
  });
}
