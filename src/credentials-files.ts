import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "./log.js";
import { formatCredentialsIni, parseCredentialsIni } from "./oauth1/credentials-file.js";
import type { Credentials } from "./oauth1/sign.js";
import { bytesOfRegular } from "./text/file-text.js";
import { writeNewSync } from "./text/new-file.js";

/** Accounts with an ini file: a seed may have very many. */
export const MOST_FILES = 20;

/** An account whose credentials are written; a comment tells the password where one is given. */
export interface WrittenAccount {
  email: string;
  credentials: Credentials;
  password?: string;
}

/** The last comment of a file that a start wrote. */
const MARK = "written by spi-emulator start";
/** Such a file is shorter, in bytes. */
const MAX_BYTES = 64 * 1024;

/**
 * Writes an ini file for each of the first accounts, and removes those that an earlier start wrote for others. @returns the files
 */
export function writeCredentials(folder: string, accounts: readonly WrittenAccount[], log: Logger): string[] {
  mkdirSync(folder, { recursive: true });
  const files = accounts.slice(0, MOST_FILES).map(({ email, credentials, password }, index) => {
    const file = join(folder, index === 0 ? "conf.ini" : `conf-${index + 1}.ini`);
    const remarks = [email, ...(password === undefined ? [] : [`password: ${password}`]), MARK];
    writeNewSync(file, formatCredentialsIni(credentials, remarks.join("\n")));
    return file;
  });
  removeOlder(folder, files.length, log);
  return files;
}

function removeOlder(folder: string, count: number, log: Logger): void {
  const left: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const number = Number(/^conf-([1-9]\d{0,8})\.ini$/.exec(entry.name)?.[1] ?? NaN);
    if (!(number > count) || !entry.isFile()) continue;
    const file = join(folder, entry.name);
    if (isOfStart(file)) rmSync(file, { force: true });
    else left.push(file);
  }
  if (left.length === 0) return;
  const more = left.length > 1 ? ` and ${left.length - 1} more` : "";
  log.warn(
    `${left[0]!}${more}: not written by this start, nor known to be of an earlier one; credentials in it may be old`,
  );
}

/** Whether a start wrote a file as it is. */
function isOfStart(file: string): boolean {
  try {
    const text = bytesOfRegular(file, MAX_BYTES).toString("utf8");
    const lines = text.split("\n");
    const remarks = lines.slice(0, lines.indexOf("[auth]")).map((line) => line.slice(2));
    if (remarks.at(-1) !== MARK) return false;
    return formatCredentialsIni(parseCredentialsIni(text, file), remarks.join("\n")) === text;
  } catch {
    // Not of this form, or nobody may read it.
    return false;
  }
}
