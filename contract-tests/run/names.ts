import { randomBytes } from "node:crypto";

/** Most characters of a name that the suite gives. */
const MAX_NAME_LENGTH = 60;

/** The names that one run gives: all of them begin with the run's. */
export class RunNames {
  #count = 0;

  /** @param run `spi-run-20261126-4f9a2c1b` */
  constructor(readonly run: string) {}

  /** A name that was not given before. */
  next(what: string): string {
    this.#count += 1;
    return `${this.run}-${this.#count}-${what}`.slice(0, MAX_NAME_LENGTH);
  }
}

/** A name for a run, unlike any other's. */
export function newRunName(now = new Date()): string {
  const day = now.toISOString().slice(0, 10).replaceAll("-", "");
  return `spi-run-${day}-${randomBytes(4).toString("hex")}`;
}

/** What a run's name looks like. */
export const RUN_NAME = /^spi-run-\d{8}-[0-9a-f]{8}$/;
