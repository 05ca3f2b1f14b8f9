import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** Caches that programs keep between runs; they hold nothing of a test's. */
const CACHES = /^(tsx-\d+|node-compile-cache|v8-compile-cache-\d+)$/;

interface LeftProcess {
  pid: number;
  command: string;
}

/**
 * What is left in a folder that was the temporary directory of tests, one line each: files, and processes that have it, or
 * a folder in it, as temporary or working directory. Processes are looked for on Linux only.
 */
export function leftovers(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => !CACHES.test(name)) : [];
  return [
    ...files.map((name) => `file or folder ${name}`),
    ...processesIn(folder).map(({ pid, command }) => `process ${pid}: ${command}`),
  ];
}

/** Kills the processes that are left and removes the folder. */
export function removeLeftovers(folder: string): void {
  for (const { pid } of processesIn(folder)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** This process and the test workers, which are its children, do not count. */
function processesIn(folder: string): LeftProcess[] {
  if (!existsSync("/proc/self/environ")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && isIn(folder, pid))
    .map((pid) => ({ pid, command: read(pid, "cmdline").replaceAll("\0", " ").trim() }));
}

function isIn(folder: string, pid: number): boolean {
  const stat = read(pid, "stat");
  const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (stat === "" || state === "Z" || state === "X") return false;
  const isWorker = Number(parent) === process.pid && read(pid, "cmdline").includes("vitest");
  if (isWorker) return false;
  const environment = read(pid, "environ");
  const paths = [/(?:^|\0)TMPDIR=([^\0]*)/.exec(environment)?.[1] ?? "", workingDirectory(pid)];
  return paths.some((path) => path === folder || path.startsWith(join(folder, "/")));
}

function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}

function workingDirectory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
