import { PackedTable } from "../domain/packed/packed-table.js";
import { LARGE_TABLES, type TableName, TABLE_NAMES, type Tables } from "../domain/records.js";
import { ONE_RECORD, type Steps } from "../domain/steps.js";
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

/** Makes tables of the newest version of those of another, in steps. A table that is missing is empty. */
export function* upgrading(
  found: ReadonlyMap<string, AnyTable>,
  from: number,
  migrations = MIGRATIONS,
): Steps<Tables> {
  let tables = found;
  for (const { migrating } of migrations.slice(from - 1)) tables = yield* migrating(tables as AnyTables);
  const typed = new Map<string, AnyTable>();
  for (const name of TABLE_NAMES) typed.set(name, yield* typing(name, tables.get(name)));
  return Object.fromEntries(typed) as unknown as Tables;
}

/** A new table for records of the newest version. */
export function newTable(name: string): AnyTable {
  return (LARGE_TABLES as readonly string[]).includes(name) ? new PackedTable() : new Map();
}

function* typing(name: TableName, found: AnyTable | undefined): Steps<AnyTable> {
  const table = newTable(name);
  if (found === undefined) return table;
  if (found instanceof PackedTable === table instanceof PackedTable) return found;
  for (const [id, record] of found) {
    table.set(id, record);
    yield ONE_RECORD;
  }
  return table;
}
