import { readFile } from "node:fs/promises";
import { kill, pid as ownPid, platform } from "node:process";

/** A process with its start, because pids are reused: in containers by nearly every start. */
export interface ProcessLife {
  pid: number;
  /** Boot of the system and start of the process; "" if the system does not provide them. */
  started: string;
}

/** This process. */
export async function thisProcess(): Promise<ProcessLife> {
  const own = await startOf(ownPid);
  return { pid: ownPid, started: own ?? "" };
}

/** Whether this process still runs; true if we may not signal it. If starts are unknown, the pid decides. */
export async function isAlive({ pid, started }: ProcessLife): Promise<boolean> {
  try {
    kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = await startOf(pid);
  if (now === "ended") return false;
  return now === null || started === "" || now === started;
}

/** When the process started, "ended" for a zombie, null if the system does not provide it. */
async function startOf(pid: number): Promise<string | null> {
  if (platform !== "linux") return null;
  try {
    const boot = await readFile("/proc/sys/kernel/random/boot_id", "latin1");
    const stat = await readFile(`/proc/${pid}/stat`, "latin1");
    // The second field, the command in parentheses, may hold any text. After it the state comes first, the start is the 20th.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return "ended";
    return `${boot.trim()}/${fields[19]!}`;
  } catch {
    return null;
  }
}
