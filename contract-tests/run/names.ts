import { randomBytes } from "node:crypto";

/** Maximum length of a name created by the suite. */
const MAX_NAME_LENGTH = 60;

/** Generates the names of a run; all begin with the run's name. */
export class RunNames {
  #count = 0;

  /** @param run `spi-run-20261126-4f9a2c1b` */
  constructor(readonly run: string) {}

  /** A new unique name. */
  next(what: string): string {
    this.#count += 1;
    return `${this.run}-${this.#count}-${what}`.slice(0, MAX_NAME_LENGTH);
  }
}

/** A unique name for a run. */
export function newRunName(now = new Date()): string {
  const day = now.toISOString().slice(0, 10).replaceAll("-", "");
  return `spi-run-${day}-${randomBytes(4).toString("hex")}`;
}

/** The form of a run's name. */
export const RUN_NAME = /^spi-run-\d{8}-[0-9a-f]{8}$/;
