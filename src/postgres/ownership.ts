import { VERSION } from "../persistence/migrations.js";
import { type Database, sqlState, UNIQUE_VIOLATION } from "./database.js";

/** An ownership that was taken. */
export interface Claim {
  epoch: number;
  /**
   * Seconds since 1970 by the database's clock: an earlier owner that did not hand over may have accepted signatures
   * with earlier timestamps. Null if there is none.
   */
  notBefore: number | null;
}

/** Makes the row of a new sandbox, owned by a replica. Null if the name is taken. */
export async function makeSandbox(database: Database, name: string, owner: string): Promise<Claim | null> {
  try {
    await database.rows({
      text: "insert into sandboxes (name, epoch, owner, version) values ($1, 1, $2, $3)",
      values: [name, owner, VERSION],
    });
    return { epoch: 1, notBefore: null };
  } catch (error) {
    if (sqlState(error) === UNIQUE_VIOLATION) return null;
    throw error;
  }
}
