import { stringify } from "yaml";
import { compileSchema } from "../documents/compile-schema.js";
import { readYaml } from "../documents/yaml-document.js";

/** What deployments were seen to answer. */
export interface Parity {
  format: 1;
  /** The time of the last exchange: `2026-11-30T06:00:00Z`; null if nothing was compared. */
  written: string | null;
  /** What was compared, the last one last. */
  sources: ParitySource[];
  answers: SeenAnswer[];
}

/** A report or a recording that was compared. */
export interface ParitySource {
  /** The deployment: the host of its URL, or the name that its user gave it. */
  against: string;
  kind: "report" | "recording";
  /** Of the file, so that it counts once. */
  sha256: string;
  /** The time of its last exchange. */
  on: string;
  /** The number of answers in it that could be compared. */
  exchanges: number;
}

/** An answer of an operation with one status, as deployments gave it. */
export interface SeenAnswer {
  operation: string;
  status: string;
  /** The digest of what the contract demanded of it at that time; null if it does not have this answer. */
  contract: string | null;
  exchanges: number;
  /** The places that agreed, by the last source in which they did. */
  agreed: Agreed[];
  /** The places that differed, each with the last source in which it did. */
  differed: Differed[];
}

export interface Agreed {
  on: string;
  against: string;
  /** `products[].id`, `(whole)`, `header Retry-After`, `rule traffic.events.order`. */
  places: string[];
}

export interface Differed {
  place: string;
  on: string;
  against: string;
  /** What the contract says; values that came are not written. */
  expected: string;
  /** The statements that are broken, or the assumptions that are refuted. */
  by: string[];
}

const TEXT = { type: "string", minLength: 1, maxLength: 500 };
const TIME = {
  ...{ type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$" },
  "x-accepted": "a time such as 2026-11-30T06:00:00Z",
};
const list = (items: object, maxItems: number): object => ({ type: "array", maxItems, items });
const record = (properties: object): object => ({
  ...{ type: "object", additionalProperties: false, required: Object.keys(properties), properties },
});
const COUNT = { type: "integer", minimum: 0 };

const SCHEMA = record({
  format: { const: 1 },
  written: { ...TIME, type: ["string", "null"] },
  sources: list(
    record({
      against: TEXT,
      kind: { enum: ["report", "recording"] },
      sha256: TEXT,
      on: TIME,
      exchanges: COUNT,
    }),
    1000,
  ),
  answers: list(
    record({
      ...{ operation: TEXT, status: { type: "string", pattern: "^\\d{3}$" } },
      contract: { ...TEXT, type: ["string", "null"] },
      exchanges: COUNT,
      agreed: list(record({ on: TIME, against: TEXT, places: list(TEXT, 1000) }), 1000),
      differed: list(
        record({ place: TEXT, on: TIME, against: TEXT, expected: TEXT, by: list(TEXT, 100) }),
        1000,
      ),
    }),
    5000,
  ),
});

/** Reads a file of `spi-emulator parity --write`. @throws DocumentError naming file and line */
export function readParity(file: string): Parity {
  return readYaml<Parity>(file, { what: "a record of parity", schema: compileSchema<Parity>(SCHEMA) }).value;
}

/** The text of the file. */
export function parityText(parity: Parity): string {
  return (
    "# What deployments were seen to answer. Written by `spi-emulator parity --write`; the emulator itself is never a source.\n" +
    stringify(parity, { lineWidth: 120, flowCollectionPadding: false })
  );
}
