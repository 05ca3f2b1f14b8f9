import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { formatCredentialsIni } from "../oauth1/credentials-file.js";
import type { Credentials } from "../oauth1/sign.js";
import { packageFile } from "../package-files.js";
import { atFileEnd } from "./file-end.js";
import { temporaryFolder } from "./temporary-folder.js";

/** The built program (`npm run build`). */
export const MAIN = packageFile("dist", "main.js");

/** How a process ended and all that it wrote. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface SpawnOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Written to its standard input, which is then closed. */
  input?: string;
  /** Another user, for a test that runs as root. */
  uid?: number;
}

/** A child process whose output can be waited for. It is killed when the test file ends. */
export class Running {
  stdout = "";
  stderr = "";
  readonly ended: Promise<Ended>;
  readonly child: ChildProcess;
  #watchers = new Set<() => void>();
  #isOver = false;

  constructor(
    command: string,
    args: readonly string[],
    { cwd, env, input = "", ...user }: SpawnOptions = {},
  ) {
    const child = spawn(command, args, {
      cwd: cwd ?? temporaryFolder(),
      env: { ...cleanEnv(), TMPDIR: temporaryFolder(), ...env },
      ...user,
    });
    this.child = child;
    const exited = new Promise((resolve) => child.once("error", resolve).once("exit", resolve));
    atFileEnd(async () => {
      child.kill("SIGKILL");
      await exited;
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.#note(() => (this.stdout += text)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.#note(() => (this.stderr += text)));
    // One that ends without reading its input is no error of ours.
    child.stdin.on("error", () => undefined).end(input);
    this.ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        this.#note(() => (this.#isOver = true));
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  /** Resolves when the condition holds after some output; rejects where the process ends before. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!holds() && !this.#isOver) return;
        this.#watchers.delete(look);
        if (holds()) resolve();
        else reject(new Error(`the process ended first:\n${this.stdout}${this.stderr}`));
      };
      this.#watchers.add(look);
      look();
    });
  }

  kill(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }

  #note(change: () => void): void {
    change();
    for (const look of [...this.#watchers]) look();
  }
}

/** A started emulator. */
export interface StartedEmulator extends Running {
  url: string;
  credentials: Credentials;
  locator: string;
  /** Credentials of the first account. */
  ini: string;
}

/** `start --port 0 --locator FILE ...`; resolves at `Ready.`. In memory, unless `args` name a data dir. */
export async function startProcess(
  args: readonly string[] = [],
  options: SpawnOptions = {},
): Promise<StartedEmulator> {
  const locator = join(temporaryFolder(), "locator.json");
  const kept = args.includes("--data-dir") ? [] : ["--in-memory"];
  const all = ["start", "--port", "0", "--locator", locator, ...kept, ...args];
  const emulator = new Running(process.execPath, [MAIN, ...all], options);
  await emulator.until(() => emulator.stdout.endsWith("\nReady.\n"));
  const { url, credentials } = JSON.parse(readFileSync(locator, "utf8")) as StartedEmulator;
  const ini = join(temporaryFolder(), "conf.ini");
  writeFileSync(ini, formatCredentialsIni(credentials));
  return Object.assign(emulator, { url, credentials, locator, ini });
}

/** Runs the program to its end. */
export function runProcess(args: readonly string[], options?: SpawnOptions): Promise<Ended> {
  return new Running(process.execPath, [MAIN, ...args], options).ended;
}

/** Resolves when nobody listens at a URL any more. */
export async function untilGone(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(url).then((response) => response.arrayBuffer());
    } catch {
      return;
    }
  }
}

/** The environment without settings of the emulator, colours and proxies. */
function cleanEnv(): NodeJS.ProcessEnv {
  // eslint-disable-next-line no-restricted-properties -- handed on to the child
  const entries = Object.entries(process.env).filter(([name]) => !/^SPI_EMULATOR_|_proxy$/i.test(name));
  return { ...Object.fromEntries(entries), NO_COLOR: "1", FORCE_COLOR: "0" };
}
