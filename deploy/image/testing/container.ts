import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { Running } from "../../../src/testing/emulator-process.js";
import { buildRoot } from "./bare-root.js";
import { type Stage, variablesOf, wordsOf } from "./dockerfile.js";

/** How the image is run, as `docker run` is told. */
export interface RunOptions {
  variables?: Record<string, string>;
  /** A folder for `/data`; without one it gets an empty one of its own, as an anonymous volume. */
  volume?: { folder: string; readOnly?: boolean };
  /** Another user than the image's, such as `4711:4711`. */
  user?: string;
  /** Instead of the image's command. */
  command?: string[];
}

/** A container that runs. */
export interface Container extends Running {
  /** Sends a signal to its process 1. */
  signal: (signal: NodeJS.Signals) => void;
}

/** Why no image can be run here without an engine; undefined where it can. */
export function whyNoRoot(): string | undefined {
  if (process.env["CI"] !== undefined) return undefined;
  const tried = spawnSync("unshare", ["--pid", "--mount", "--fork", "mount", "--bind", "/tmp", "/tmp"]);
  return tried.status === 0 ? undefined : "process and mount namespaces need root on Linux";
}

/**
 * An image in a root file system, run as an engine does: process 1 of its own process namespace, another user than root, a root
 * that is read-only, no file of this machine but devices. The network is this machine's.
 */
export class BareImage {
  readonly root: string;
  readonly stage: Stage;

  constructor(dockerfile: string, built: { context: string; folder: string; node: string }) {
    ({ root: this.root, stage: this.stage } = buildRoot(dockerfile, built));
  }

  /** The only instruction of this name. */
  text(word: string): string {
    return this.stage.instructions.find((one) => one.word === word)!.text;
  }

  /** Runs its command as process 1. */
  run({ variables = {}, volume, user, command = wordsOf(this.text("CMD")) }: RunOptions = {}): Container {
    const words = [...wordsOf(this.text("ENTRYPOINT")), ...command];
    return this.#enter(words, { variables, user, mounts: this.#mounts(volume), namespaces: ["--pid"] });
  }

  /** Runs a command beside process 1, as `docker exec` does: it sees the same volume. */
  exec(words: string[], { variables = {}, volume, user }: RunOptions = {}): Running {
    return this.#enter(words, { variables, user, mounts: this.#mounts(volume), namespaces: [] });
  }

  /** Processes whose root is the image's. */
  left(): string[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && rootOf(name) === this.root)
      .map((name) => `process ${name}`);
  }

  /** A volume without a name begins as the image's folder, and belongs to the same user. */
  #mounts(volume: RunOptions["volume"]): string[] {
    if (volume !== undefined) return mountsOf(volume);
    const { uid, gid } = statSync(join(this.root, "data"));
    return [`mount -t tmpfs -o uid=${uid},gid=${gid},mode=755 tmpfs "$ROOT/data"`];
  }

  #enter(
    words: string[],
    how: {
      variables: Record<string, string>;
      user: string | undefined;
      mounts: string[];
      namespaces: string[];
    },
  ): Container {
    const own = this.stage.instructions
      .filter(({ word }) => word === "ENV")
      .map(({ text }) => variablesOf(text));
    const variables = Object.assign(
      { PATH: "/usr/local/bin:/usr/bin:/bin" },
      ...own,
      how.variables,
    ) as object;
    const script = `
      mount --bind "$ROOT" "$ROOT"
      ${how.namespaces.length === 0 ? "" : 'mount -t proc proc "$ROOT/proc"'}
      mount --bind /dev "$ROOT/dev"
      mount -t tmpfs tmpfs "$ROOT/tmp"
      ${how.mounts.join("\n")}
      mount -o remount,bind,ro "$ROOT"
      exec chroot --userspec="$WHO" "$ROOT" /bin/env -i "$@"`;
    const given = Object.entries(variables).map(([name, value]) => `${name}=${String(value)}`);
    const entry = ["/bin/sh", "-c", `cd ${this.text("WORKDIR")} && exec "$@"`, "sh", ...words];
    const kill = how.namespaces.length === 0 ? [] : ["--fork", "--kill-child"];
    const running = new Running(
      "unshare",
      [...how.namespaces, ...kill, "--mount", "sh", "-euc", script, "sh", ...given, ...entry],
      { env: { ROOT: this.root, WHO: how.user ?? this.text("USER") } },
    );
    const signal = (name: NodeJS.Signals): void => {
      process.kill(how.namespaces.length === 0 ? running.child.pid! : firstChildOf(running.child.pid!), name);
    };
    return Object.assign(running, { signal });
  }
}

function mountsOf(volume: NonNullable<RunOptions["volume"]>): string[] {
  const bind = `mount --bind "${volume.folder}" "$ROOT/data"`;
  return volume.readOnly ? [bind, 'mount -o remount,bind,ro "$ROOT/data"'] : [bind];
}

/** Process 1 of the namespace, by its number here. */
function firstChildOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);
}

function rootOf(pid: string): string | null {
  try {
    return existsSync(`/proc/${pid}/root`) ? readlinkSync(`/proc/${pid}/root`) : null;
  } catch {
    return null;
  }
}

/** Whether an engine runs here. */
export const hasEngine = (): boolean =>
  spawnSync("docker", ["info"], { timeout: 20_000, stdio: "ignore" }).status === 0;

/** Runs docker to its end. */
export const docker = (...args: string[]): string => execFileSync("docker", args, { encoding: "utf8" });
