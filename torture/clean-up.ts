/** Removes processes, mounts and folders when the run ends, also if it is interrupted or fails. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

const tasks = new Set<() => void>();
let isArmed = false;

/** Runs a synchronous task when the process exits, the last one first. The returned function runs it now instead. */
export function atExit(task: () => void): () => void {
  arm();
  tasks.add(task);
  return () => {
    if (tasks.delete(task)) task();
  };
}

function arm(): void {
  if (isArmed) return;
  isArmed = true;
  process.on("exit", () => {
    for (const task of [...tasks].reverse()) {
      try {
        task();
      } catch (error) {
        process.stderr.write(`clean-up: ${String(error)}\n`);
      }
    }
  });
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)
    process.on(signal, () => process.exit(code));
}

/** A new folder that is removed at the end, or when `remove` is called. */
export function newFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "spi-torture-"));
  // A killed process may still finish a write.
  const remove = atExit(() =>
    rmSync(path, {
      recursive: true,
      force: true,
      maxRetries: 20,
      retryDelay: 50,
    }),
  );
  return { path, remove };
}

/** Mounts a tmpfs of this size in bytes on a folder; null if that is not permitted. The mount ends with the run. */
export function mountTmpfs(
  folder: string,
  bytes: number,
): { remount: (option: "ro" | "rw") => boolean; unmount: () => void } | null {
  const run = (...args: string[]): boolean =>
    spawnSync(args[0]!, args.slice(1), { stdio: "ignore" }).status === 0;
  if (!run("mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder)) return null;
  return {
    remount: (option) => run("mount", "-o", `remount,${option}`, folder),
    unmount: atExit(() => run("umount", "-l", folder)),
  };
}
