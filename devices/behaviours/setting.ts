import { parseDuration } from "../duration.js";

/** A setting of a behaviour. */
export interface Setting<Value> {
  schema: JsonSchema;
  /** The default as a profile would write it. A setting without a default is required unless it is optional. */
  default?: unknown;
  optional?: boolean;
  /** Converts the written value; by default it is used as written. */
  read?(written: never): Value;
}

/** A part of the profile's JSON Schema. */
export type JsonSchema = { [keyword: string]: unknown };

/** A probability, 0 to 1. */
export const rate = (description: string, standard?: number): Setting<number> => ({
  schema: { $ref: "#/$defs/rate", description },
  default: standard,
});

/** A duration, in milliseconds once it is read. */
export const duration = (description: string, standard?: string): Setting<number> => ({
  schema: durationSchema(description),
  default: standard,
  read: parseDuration,
});

/** Schema of a duration. */
export const durationSchema = (description: string): JsonSchema => ({
  $ref: "#/$defs/duration",
  description,
});
