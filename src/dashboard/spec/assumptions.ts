import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { packageFile } from "../../package-files.js";

/** An entry of `assumptions.yaml`: a decision of this project on what the documents do not show. */
export interface Assumption {
  /** `A-01`. */
  id: string;
  title: string;
  /** What the emulator does. */
  assumed: string;
  /** Why, citing the documents. */
  because: string;
  /** What a real deployment may do instead. */
  instead?: string;
  /** The operationIds of the affected operations. */
  operations: string[];
}

let known: readonly Assumption[] | null = null;

/** Every assumption, in the file's order. */
export function assumptions(): readonly Assumption[] {
  known ??= parse(readFileSync(packageFile("assumptions.yaml"), "utf8")) as Assumption[];
  return known;
}
