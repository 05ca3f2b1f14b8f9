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
