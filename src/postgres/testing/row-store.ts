import { openLog } from "../../persistence/low-store.js";
import type { Store } from "../../persistence/store.js";
import { type Database, openDatabase } from "../database.js";
import { GroupWriter } from "../group-writer.js";
import { makeSandbox } from "../ownership.js";
import { RowLog, type RowLogOptions } from "../row-log.js";
import { prepareSchema } from "../schema.js";
import type { TestPostgres } from "../../testing/postgres.js";
import { atFileEnd } from "../../testing/file-end.js";

/** A new database with the schema. */
export async function newDatabase(postgres: TestPostgres): Promise<Database & { address: string }> {
  const address = await postgres.newDatabase();
  const database = await openDatabase(address);
  atFileEnd(() => database.close().catch(() => undefined));
  await prepareSchema(database);
  return Object.assign(database, { address });
}

/** A new sandbox in a database, with its first owner. */
export async function newSandbox(database: Database, name: string): Promise<void> {
  await makeSandbox(database, name, "a test");
}

/** Opens the store of a sandbox as its owner. */
export async function openRows(
  database: Database,
  sandbox: string,
  options: Partial<RowLogOptions> & { moved?: string[] } = {},
): Promise<Store> {
  const { moved, ...own } = options;
  const warn = own.warn ?? ((): void => undefined);
  const [found] = await database.rows<{ epoch: string }>({
    text: "select epoch from sandboxes where name = $1",
    values: [sandbox],
  });
  const log = new RowLog({
    ...{ database, writer: new GroupWriter(database), sandbox, epoch: Number(found?.epoch), warn },
    onMoved: () => void moved?.push(sandbox),
    ...own,
  });
  return openLog(log, warn);
}
