import { type Block, SealedBlock } from "./packed/block.js";
import { blocksOf, type PackedTable } from "./packed/packed-table.js";
import { RECORD_SHAPES } from "./record-shapes.js";
import { type Records, TABLE_NAMES, type TableName, type Tables } from "./records.js";
import { ONE_RECORD, type Steps } from "./steps.js";

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
export function* checkingTables(tables: Tables): Steps<RecordProblem | null> {
  for (const table of TABLE_NAMES) {
    const problem = yield* firstProblem(tables, table, hasShapes, wrongShape);
    if (problem !== null) return problem;
  }
  if (!tables.meta.has("sandbox"))
    return { table: "meta", id: null, reason: "the sandbox's own record is missing" };
  for (const table of TABLE_NAMES) {
    const problem = yield* firstProblem(tables, table, hasReferences, missingReference);
    if (problem !== null) return problem;
  }
  return (yield* checkAccounts(tables)) ?? (yield* checkWalks(tables));
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

type AnyBlock = SealedBlock<{ id: string }>;

/** The first problem of a table's records. In blocks that are good as a whole none is looked for. */
function* firstProblem(
  tables: Tables,
  table: TableName,
  isGood: (block: AnyBlock, table: TableName, tables: Tables) => boolean,
  reasonOf: (record: { id: string }, table: TableName, tables: Tables) => string | null,
): Steps<RecordProblem | null> {
  for (const block of blocksOf<{ id: string }>(tables[table])) {
    if (block instanceof SealedBlock && isGood(block as AnyBlock, table, tables)) {
      yield block.size * ONE_RECORD;
      continue;
    }
    for (const record of (block as Block<{ id: string }>).records()) {
      const reason = reasonOf(record, table, tables);
      if (reason !== null) return { table, id: record.id, reason };
      yield ONE_RECORD;
    }
  }
  return null;
}

function wrongShape(record: { id: string }, table: TableName): string | null {
  const wrong = RECORD_SHAPES[table](record, "");
  return wrong && (wrong.field === "" ? wrong.reason : `${wrong.field}: ${wrong.reason}`);
}

/** Whether all values of all fields are valid. Equal values are checked once. */
function hasShapes(block: AnyBlock, table: TableName): boolean {
  return RECORD_SHAPES[table].fields.every(
    ([name, check]) =>
      (check.isAnyObject === true && block.hasObjects(name)) ||
      all(block.values(name), (value) => check(value, name) === null),
  );
}

/** Whether all referenced records exist. */
function hasReferences(block: AnyBlock, table: TableName, tables: Tables): boolean {
  return Object.entries<TableName>(REFERENCES[table] ?? {}).every(([field, target]) =>
    all(block.values(field), (id) => id === null || tables[target].has(id as string)),
  );
}

/** Whether all values fit, of which there is at least one: undefined where a field is missing. */
function all(values: Iterable<unknown>, fits: (value: unknown) => boolean): boolean {
  for (const value of values) if (!fits(value)) return false;
  return true;
}

function missingReference(record: { id: string }, table: TableName, tables: Tables): string | null {
  for (const [field, target] of Object.entries<TableName>(REFERENCES[table] ?? {})) {
    const id = (record as Record<string, unknown>)[field];
    if (id !== null && !tables[target].has(id as string))
      return `${field}: got ${JSON.stringify(id)}; table ${target} has no such record`;
  }
  return null;
}

/** Checks that e-mail addresses, keys and organizations belong to one account only. */
function* checkAccounts({ accounts }: Tables): Steps<RecordProblem | null> {
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
    yield ONE_RECORD;
  }
  return null;
}

/** Checks that each walk agrees with its opportunity and its result. */
function* checkWalks({ walks, opportunities, products, results }: Tables): Steps<RecordProblem | null> {
  const opportunity = yield* firstRow(opportunities, (block, place) => {
    return products.get(block.field(place, "product_id"))!.account_id !== block.field(place, "account_id");
  });
  if (opportunity !== null)
    return {
      table: "opportunities",
      id: opportunity.id,
      reason: "account_id: the product belongs to another account",
    };
  const walk = yield* firstRow(walks, (block, place) => {
    const steps = block.field(place, "times").length;
    return (
      (block.field(place, "holder") === null) !== steps < 2 ||
      (block.field(place, "result_id") === null) !== steps < 3
    );
  });
  if (walk !== null) {
    const { id, times, holder, result_id } = walk;
    const after = `after ${times.length} events`;
    const fits = (holder === null) === times.length < 2;
    const reason = fits
      ? `result_id: got ${JSON.stringify(result_id)} ${after}`
      : `holder: got ${holder ? "one" : "null"} ${after}`;
    return { table: "walks", id, reason };
  }
  const result = yield* firstRow(results, (block, place) => {
    const row = walks.rowOf(block.field(place, "opportunity_id"));
    return walks.field(row, "result_id") !== block.field(place, "id");
  });
  if (result === null) return null;
  const { id, opportunity_id } = result;
  return { table: "results", id, reason: `opportunity_id: ${opportunity_id} has another result` };
}

/** The first record that is wrong. */
function* firstRow<R extends { id: string }>(
  table: PackedTable<R>,
  isWrong: (block: Block<R>, place: number) => boolean,
): Steps<R | null> {
  for (const block of table.freeze().blocks) {
    for (let place = 0; place < block.places; place++)
      if (block.has(place) && isWrong(block, place)) return block.at(place)!;
    yield block.places * ONE_RECORD;
  }
  return null;
}
