import type { Steps } from "../domain/steps.js";

/** A record of any version. */
export type AnyRecord = { id: string } & Record<string, unknown>;
/** Tables of any version by name, records by id. */
export type AnyTables = Map<string, Map<string, AnyRecord>>;

/** From the records of one version to those of the next. */
export interface Migration {
  /** The tables that the older version has. */
  tables: readonly string[];
  /** Makes the same content in the next version's form, in steps. It may change what it is given, and nothing else. */
  migrating: (tables: AnyTables) => Steps<AnyTables>;
}
