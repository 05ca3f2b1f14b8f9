import { TABLE_NAMES, type Tables } from "../domain/records.js";

/** A record of any version. */
export type AnyRecord = { id: string } & Record<string, unknown>;
/** Tables of any version by name, records by id. */
export type AnyTables = Map<string, Map<string, AnyRecord>>;

/** From the records of one version to those of the next. */
export interface Migration {
  /** The tables that the older version has. */
  tables: readonly string[];
  /** The same content in the next version's form; a pure function, which may change what it is given. */
  migrate: (tables: AnyTables) => AnyTables;
}

/**
 * The migrations, the first from version 1 to 2, and so on. A change of `domain/records.ts` that old files do not match
 * adds one here. State files and snapshots share the versions.
 */
export const MIGRATIONS: readonly Migration[] = [];

/** The version that these migrations lead to. */
export function versionOf(migrations: readonly Migration[]): number {
  return migrations.length + 1;
}

/** The version of the records that this program writes. It reads that one and all before it. */
export const VERSION = versionOf(MIGRATIONS);

/** The names of the tables that a version has. */
export function tablesOfVersion(version: number, migrations = MIGRATIONS): readonly string[] {
  return migrations[version - 1]?.tables ?? TABLE_NAMES;
}

/** Migrates tables of a version to the newest. */
export function migrate(tables: AnyTables, from: number, migrations = MIGRATIONS): AnyTables {
  return migrations.slice(from - 1).reduce((older, { migrate: next }) => next(older), tables);
}

/** Tables of the newest version with their types; one that is missing is empty. */
export function toTables(tables: AnyTables): Tables {
  return Object.fromEntries(
    TABLE_NAMES.map((name) => [name, tables.get(name) ?? new Map<string, AnyRecord>()]),
  ) as unknown as Tables;
}
