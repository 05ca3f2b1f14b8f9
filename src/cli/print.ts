import process from "node:process";
import { isCi } from "../config.js";
import { harmless } from "../text/harmless.js";

/** Prints to standard output. Whatever a target or a client put into the text, it remains text. */
export const print = (text: string): void => void process.stdout.write(safe(text));

/** Prints to standard error, as {@link print} does. */
export const printError = (text: string): void => void process.stderr.write(safe(text));

const safe = (text: string): string => harmless(text, { inCi: isCi() });
