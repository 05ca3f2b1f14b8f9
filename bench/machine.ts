import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** On what was measured, and which version. */
export const machine = (): { machine: string; commit: string } => ({
  machine: `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Node ${process.version}`,
  commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    encoding: "utf8",
  }).trim(),
});
