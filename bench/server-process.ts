import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** What a process has used: CPU in microseconds, memory in bytes. */
export interface Used {
  cpu: number;
  rss: number;
  peak: number;
}

const PROBE = fileURLToPath(new URL("probe.mjs", import.meta.url));
const running = new Set<ServerProcess>();

/** A process that is measured from outside. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly startedAt = performance.now();
  #output = "";

  /** `probed`: whether it answers questions about itself, at the price of a module more at its start. */
  constructor(args: readonly string[], { probed = true, env = {} }: { probed?: boolean; env?: object } = {}) {
    const probe = probed ? ["--import", PROBE] : [];
    this.child = spawn(process.execPath, [...probe, ...args], {
      stdio: ["ignore", "pipe", "pipe", ...(probed ? (["ipc"] as const) : [])],
      env: { ...process.env, ...env },
    });
    running.add(this);
    // Until somebody looks at it, so that no pipe is full.
    this.child.stderr!.resume();
  }

  /** Waits for output that fits; gives what it found. */
  ready(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (chunk: Buffer): void => {
        this.#output += chunk.toString();
        const found = pattern.exec(this.#output);
        if (!found) return;
        for (const stream of streams) stream.off("data", look).resume();
        resolve(found);
      };
      const streams = [this.child.stdout!, this.child.stderr!];
      for (const stream of streams) stream.on("data", look);
      this.child.once("exit", (code) =>
        reject(new Error(`${this.child.spawnargs.join(" ")} ended with ${String(code)}:\n${this.#output}`)),
      );
    });
  }

  async #ask<T>(what: string): Promise<T> {
    this.child.send(what);
    return ((await once(this.child, "message")) as [T])[0];
  }

  used(): Promise<Used> {
    return this.#ask("used");
  }
  watchLoop(): Promise<unknown> {
    return this.#ask("watch");
  }
  /** The longest pause of the event loop since {@link watchLoop}, and that which one in a hundred exceeds. Milliseconds. */
  loopPause(): Promise<{ longest: number; p99: number }> {
    return this.#ask("pause");
  }

  /** CPU and memory so far as Linux tells them; in steps of 10 ms. */
  usedSoFar(): { cpuMs: number; rss: number; peak: number } {
    const pid = String(this.child.pid);
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]);
    return {
      cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
      rss: kib("VmRSS") * 1024,
      peak: kib("VmHWM") * 1024,
    };
  }

  /** Stops it as a user would, and waits until it has ended. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    running.delete(this);
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    await ended;
  }
}

/** Ends all that still run. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop("SIGKILL")));
}
