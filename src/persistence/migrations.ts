import { PackedTable } from "../domain/packed/packed-table.js";
import { LARGE_TABLES, type TableName, TABLE_NAMES, type Tables } from "../domain/records.js";
import type { AnyRecord, AnyTables, Migration } from "./migration.js";
import { fromVersion1 } from "./migrations/version-1.js";

/** A table of any version, or one of the newest. */
export type AnyTable = Map<string, AnyRecord> | PackedTable<AnyRecord>;

/**
 * The migrations, the first from version 1 to 2, and so on. A change of `domain/records.ts` that old files do not match
 * adds one here. State files and snapshots share the versions.
 */
export const MIGRATIONS: readonly Migration[] = [fromVersion1];

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

/** A new table for records of the newest version. */
export function newTable(name: string): AnyTable {
  return (LARGE_TABLES as readonly string[]).includes(name) ? new PackedTable() : new Map();
}

/** Tables of the newest version with their types; one that is missing is empty. */
export function toTables(tables: ReadonlyMap<string, AnyTable>): Tables {
  return Object.fromEntries(
    TABLE_NAMES.map((name) => [name, typed(name, tables.get(name))]),
  ) as unknown as Tables;
}

function typed(name: TableName, found: AnyTable | undefined): AnyTable {
  const table = newTable(name);
  if (found === undefined) return table;
  if (found instanceof PackedTable === table instanceof PackedTable) return found;
  for (const [id, record] of found) table.set(id, record);
  return table;
}
