import { RECORD_SHAPES } from "./record-shapes.js";
import { type Records, TABLE_NAMES, type TableName, type Tables } from "./records.js";

/** An invalid record. */
export interface RecordProblem {
  table: TableName;
  /** The record's id; null if a record is missing. */
  id: string | null;
  /** The field and its problem. */
  reason: string;
}

/** `table walks, record 99e7...: events: got nothing; accepted: a list` */
export function recordProblemText({ table, id, reason }: RecordProblem): string {
  return `table ${table}${id === null ? "" : `, record ${id}`}: ${reason}`;
}

/** Finds the first invalid record: a field is wrong, or refers to a missing record. Null if all are valid. */
export function checkTables(tables: Tables): RecordProblem | null {
  for (const table of TABLE_NAMES) {
    for (const [id, record] of tables[table]) {
      const wrong = RECORD_SHAPES[table](record, "");
      if (wrong)
        return { table, id, reason: wrong.field === "" ? wrong.reason : `${wrong.field}: ${wrong.reason}` };
    }
  }
  if (!tables.meta.has("sandbox"))
    return { table: "meta", id: null, reason: "the sandbox's own record is missing" };
  return firstProblem(tables, checkReferences) ?? checkAccounts(tables) ?? checkWalks(tables);
}

/** The fields that contain the id of a record of another table. */
const REFERENCES: { [T in TableName]?: Partial<Record<keyof Records[T], TableName>> } = {
  tokens: { account_id: "accounts" },
  products: { account_id: "accounts" },
  test_specs: { product_id: "products" },
  advertisements: { product_id: "products" },
  opportunities: { account_id: "accounts", product_id: "products", test_spec_id: "test_specs", id: "walks" },
  walks: { id: "opportunities", result_id: "results" },
  results: { opportunity_id: "opportunities", product_id: "products" },
  feed: { product_id: "products" },
};

function firstProblem(
  tables: Tables,
  check: (tables: Tables, table: TableName, record: { id: string }) => string | null,
): RecordProblem | null {
  for (const table of TABLE_NAMES) {
    for (const record of tables[table].values()) {
      const reason = check(tables, table, record);
      if (reason !== null) return { table, id: record.id, reason };
    }
  }
  return null;
}

function checkReferences(tables: Tables, table: TableName, record: { id: string }): string | null {
  for (const [field, target] of Object.entries<TableName>(REFERENCES[table] ?? {})) {
    const id = (record as Record<string, unknown>)[field];
    if (id !== null && !tables[target].has(id as string))
      return `${field}: got ${JSON.stringify(id)}; table ${target} has no such record`;
  }
  return null;
}

/** Checks that e-mail addresses, keys and organizations belong to one account only. */
function checkAccounts({ accounts }: Tables): RecordProblem | null {
  if (accounts.size === 0) return { table: "accounts", id: null, reason: "there is no account" };
  const known = new Set<string>();
  for (const { id, email, consumer_key, organizations } of accounts.values()) {
    const names = [
      ["email", email.toLowerCase()],
      ["consumer_key", consumer_key],
      ...organizations.map((name) => ["organizations", name]),
    ] as [string, string][];
    for (const [field, name] of names) {
      const key = `${field} ${name}`;
      // Do not show consumer keys, which are part of the credentials.
      const shown = field === "consumer_key" ? "a key" : JSON.stringify(name);
      if (known.has(key))
        return { table: "accounts", id, reason: `${field}: got ${shown} that another account has` };
      known.add(key);
    }
  }
  return null;
}

/** Checks that each walk agrees with its opportunity and its result. */
function checkWalks({ walks, opportunities, products, results }: Tables): RecordProblem | null {
  for (const { id, account_id, product_id } of opportunities.values()) {
    if (products.get(product_id)!.account_id !== account_id)
      return { table: "opportunities", id, reason: "account_id: the product belongs to another account" };
  }
  for (const { id, events, holder, result_id } of walks.values()) {
    const steps = events.length;
    if ((holder === null) !== steps < 2)
      return { table: "walks", id, reason: `holder: got ${holder ? "one" : "null"} after ${steps} events` };
    if ((result_id === null) !== steps < 3)
      return {
        table: "walks",
        id,
        reason: `result_id: got ${JSON.stringify(result_id)} after ${steps} events`,
      };
    if (result_id !== null && (results.get(result_id)!.stored_at === null) !== steps < 4)
      return {
        table: "results",
        id: result_id,
        reason: `stored_at: does not fit its walk of ${steps} events`,
      };
  }
  for (const { id, opportunity_id } of results.values()) {
    if (walks.get(opportunity_id)?.result_id !== id)
      return { table: "results", id, reason: `opportunity_id: ${opportunity_id} has another result` };
  }
  return null;
}
