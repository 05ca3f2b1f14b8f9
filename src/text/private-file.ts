import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  statSync,
  writeFileSync,
} from "node:fs";

/** Opens a file for writing (`w`) or adding (`a`) that only its owner can read, even if it existed with a wider mode. */
export function openPrivate(file: string, flag: "w" | "a"): number {
  const { O_WRONLY, O_CREAT, O_APPEND } = constants;
  const handle = openSync(file, O_WRONLY | O_CREAT | (flag === "a" ? O_APPEND : 0), 0o600);
  try {
    if (fstatSync(handle).isFile()) {
      fchmodSync(handle, 0o600);
      // Not before: a file of another user stays as it is.
      if (flag === "w") ftruncateSync(handle);
    }
    return handle;
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

/** Writes a file that only its owner can read, from parts that are made as they are written. */
export function writePrivate(file: string, parts: Iterable<string>): void {
  const handle = openPrivate(file, "w");
  try {
    for (const part of parts) writeFileSync(handle, part);
  } finally {
    closeSync(handle);
  }
}

/** Whether two paths lead to the same file, which need not exist. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
