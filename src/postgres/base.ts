import type { Tables } from "../domain/records.js";
import { slices } from "../persistence/log-slices.js";
import { VERSION } from "../persistence/migrations.js";
import type { Database } from "./database.js";
import { checksumOf } from "./row-queue.js";

/** Where and what to write. */
export interface BaseOptions {
  database: Database;
  sandbox: string;
  epoch: number;
  tables: Tables;
  /** Characters of a row. */
  sliceBytes: number;
  yieldToLoop: () => Promise<void>;
}

/** The rows of all tables, which are not in use yet. */
export interface Base {
  /** Characters of the rows. */
  length: number;
  /** Makes it the base after the commit of this ordinal, and removes what it supersedes. False if the epoch is another. */
  use: (ordinal: number) => Promise<boolean>;
}

/** Writes the records at the time of the call as rows of a new base. Nothing reads them before it is used. */
export async function writeBase(options: BaseOptions): Promise<Base> {
  const { database, sandbox, epoch, tables, sliceBytes, yieldToLoop } = options;
  const texts = slices(tables, sliceBytes);
  const [made] = await database.rows<{ id: string }>({ text: "select nextval('base_ids') as id" });
  const base = made!.id;
  let length = 0;
  let part = 0;
  for (const records of texts) {
    await database.rows({
      name: "base-part",
      text: `insert into bases (sandbox, base, part, checksum, records)
             select name, $3::bigint, $4::integer, $5::bigint, $6 from sandboxes
             where name = $1 and epoch = $2 for share`,
      values: [sandbox, epoch, base, part, checksumOf(part, records), records],
    });
    length += records.length;
    part += 1;
    await yieldToLoop();
  }
  const accounts = [...tables.accounts.values()].map(({ consumer_key }) => consumer_key);
  const { expires_at = null } = tables.meta.get("sandbox")?.settings ?? {};
  return {
    length,
    use: (ordinal) =>
      database.transaction(async (inside) => {
        const found = await inside.rows({
          text: `update sandboxes set base = $3, base_ordinal = $4, version = $5, expires_at = to_timestamp($6)
                 where name = $1 and epoch = $2 returning name`,
          values: [sandbox, epoch, base, ordinal, VERSION, expires_at === null ? null : expires_at / 1000],
        });
        if (found.length === 0) return false;
        await inside.rows({
          text: "delete from commits where sandbox = $1 and ordinal <= $2",
          values: [sandbox, ordinal],
        });
        await inside.rows({
          text: "delete from bases where sandbox = $1 and base <> $2",
          values: [sandbox, base],
        });
        await inside.rows({
          text: "delete from credentials where sandbox = $1 and not (consumer_key = any ($2))",
          values: [sandbox, accounts],
        });
        await inside.rows({
          text: `insert into credentials (consumer_key, sandbox) select key, $1 from unnest($2::text[]) as key
                 where key not in (select consumer_key from credentials where sandbox = $1)`,
          values: [sandbox, accounts],
        });
        return true;
      }),
  };
}
