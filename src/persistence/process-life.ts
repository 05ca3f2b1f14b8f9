import { readFile } from "node:fs/promises";
import { kill, pid as ownPid, platform } from "node:process";

/** A process and which life of its pid it is: pids are used again, in containers by nearly every start. */
export interface ProcessLife {
  pid: number;
  /** Boot of the system and start of the process; "" where the system does not tell. */
  started: string;
}

/** This process. */
export async function thisProcess(): Promise<ProcessLife> {
  const own = await startOf(ownPid);
  return { pid: ownPid, started: own ?? "" };
}

/** Whether the process of this life still runs. One that we may not signal does. Where starts are unknown the pid decides. */
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

/** When the process started, "ended" for one that only waits to be reaped, null where the system does not tell. */
async function startOf(pid: number): Promise<string | null> {
  if (platform !== "linux") return null;
  try {
    const boot = await readFile("/proc/sys/kernel/random/boot_id", "latin1");
    const stat = await readFile(`/proc/${pid}/stat`, "latin1");
    // The second field, the command in parentheses, may hold anything. After it: the state, and as the 20th the start.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return "ended";
    return `${boot.trim()}/${fields[19]!}`;
  } catch {
    return null;
  }
}
