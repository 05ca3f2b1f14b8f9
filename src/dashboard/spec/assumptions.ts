import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { packageFile } from "../../package-files.js";

/** One entry of `assumptions.yaml`: something that the documents do not show and this project had to decide. */
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
  /** The operations it bears on, by operationId. */
  operations: string[];
}

let known: readonly Assumption[] | null = null;

/** Every assumption, as the package lists them. */
export function assumptions(): readonly Assumption[] {
  known ??= parse(readFileSync(packageFile("assumptions.yaml"), "utf8")) as Assumption[];
  return known;
}
