import { type Block, SealedBlock } from "./packed/block.js";
import { blocksOf, PackedTable } from "./packed/packed-table.js";
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
    const problem = yield* firstProblem(
      tables,
      table,
      (block) => block.fits(RECORD_SHAPES[table]),
      (record) => wrongShape(record, table),
    );
    if (problem !== null) return problem;
  }
  if (!tables.meta.has("sandbox"))
    return { table: "meta", id: null, reason: "the sandbox's own record is missing" };
  if (tables.feed.size > MAX_SOURCES) {
    const reason = `got ${tables.feed.size} records; accepted: at most ${MAX_SOURCES}`;
    return { table: "feed", id: null, reason };
  }
  const woven = yield* areWoven(tables);
  for (const table of TABLE_NAMES) {
    const problem = yield* firstProblem(
      tables,
      table,
      (block, index) => hasReferences(block, { table, tables, index, woven }),
      (record) => missingReference(record, table, tables),
    );
    if (problem !== null) return problem;
  }
  return (yield* checkAccounts(tables)) ?? (yield* checkWalks(tables, woven));
}

/** Maximum number of sources of a feed: all get their timers in one turn, and their list is sorted in one. */
const MAX_SOURCES = 1000;

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
  isGood: (block: AnyBlock, index: number) => boolean,
  reasonOf: (record: { id: string }) => string | null,
): Steps<RecordProblem | null> {
  for (const [index, block] of blocksOf<{ id: string }>(tables[table]).entries()) {
    if (block instanceof SealedBlock && isGood(block as AnyBlock, index)) {
      yield block.size * ONE_RECORD;
      continue;
    }
    for (const record of (block as Block<{ id: string }>).records()) {
      const reason = reasonOf(record);
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

interface BlockPlace {
  table: TableName;
  tables: Tables;
  /** The number of the block in its table. */
  index: number;
  /** Whether walks and results are known to refer to each other. */
  woven: boolean;
}

/** Whether all referenced records exist. Those of a block with the same ids do. */
function hasReferences(block: AnyBlock, { table, tables, index, woven }: BlockPlace): boolean {
  return Object.entries<TableName>(REFERENCES[table] ?? {}).every(([field, name]) => {
    if (woven && WOVEN.includes(`${table}.${field}`)) return true;
    const target = tables[name];
    const beside = target instanceof PackedTable ? target.sealed(index) : undefined;
    return (
      (beside !== undefined && block.hasTextsOf(field, beside, "id")) ||
      block.all(field, (id) => (id === null || target.has(id as string) ? null : MISSING))
    );
  });
}

/** References that lead somewhere if all walks have an opportunity and {@link areWoven} is true. */
const WOVEN = ["walks.result_id", "results.opportunity_id"];

/**
 * Whether each result is the result of a walk, and there are no other results in walks. One look for each result instead of
 * one for each reference: different results have different walks, so if both numbers are equal, none is missing.
 */
function* areWoven({ walks, results }: Tables): Steps<boolean> {
  let count = 0;
  for (const block of walks.freeze().blocks) {
    yield block.places * ONE_RECORD;
    count += resultsIn(block);
  }
  if (count !== results.size) return false;
  for (const [index, block] of results.freeze().blocks.entries()) {
    yield block.places * ONE_RECORD;
    if (!hasWalks(block, walks, index)) return false;
  }
  return true;
}

/** The number of walks of a block that have a result. */
function resultsIn(block: Block<Records["walks"]>): number {
  if (block instanceof SealedBlock && block.hasAll("result_id")) return block.size;
  let count = 0;
  for (let place = 0; place < block.places; place++)
    if (block.has(place) && block.field(place, "result_id") !== null) count += 1;
  return count;
}

/** Whether each result of a block is the result of the walk of its opportunity. */
function hasWalks(block: Block<Records["results"]>, walks: Tables["walks"], index: number): boolean {
  const beside = walks.sealed(index);
  if (
    beside !== undefined &&
    block instanceof SealedBlock &&
    block.hasTextsOf("opportunity_id", beside, "id") &&
    block.hasTextsOf("id", beside, "result_id")
  )
    return true;
  for (let place = 0; place < block.places; place++)
    if (block.has(place) && !isOfItsWalk(block, place, walks)) return false;
  return true;
}

const isOfItsWalk = (block: Block<Records["results"]>, place: number, walks: Tables["walks"]): boolean =>
  walks.isText(walks.rowOf(block.field(place, "opportunity_id")), "result_id", block.field(place, "id"));

const MISSING = {};

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
function* checkWalks(
  { walks, opportunities, products, results }: Tables,
  woven: boolean,
): Steps<RecordProblem | null> {
  const isForeign = (product: string, account: string): boolean =>
    products.get(product)!.account_id !== account;
  const opportunity = yield* firstRow(opportunities, {
    isGood: (block) => {
      const [product, account] = [block.only("product_id"), block.only("account_id")];
      return product !== undefined && account !== undefined && !isForeign(product, account);
    },
    isWrong: (block, place) => isForeign(block.field(place, "product_id"), block.field(place, "account_id")),
  });
  if (opportunity !== null)
    return {
      table: "opportunities",
      id: opportunity.id,
      reason: "account_id: the product belongs to another account",
    };
  const walk = yield* firstRow(walks, {
    isGood: (block) => block.lengthOf("times")! >= 3 && block.hasAll("holder") && block.hasAll("result_id"),
    isWrong: (block, place) => {
      const steps = block.field(place, "times").length;
      return (
        (block.field(place, "holder") === null) !== steps < 2 ||
        (block.field(place, "result_id") === null) !== steps < 3
      );
    },
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
  if (woven) return null;
  const result = yield* firstRow(results, {
    isGood: () => false,
    isWrong: (block, place) => !isOfItsWalk(block, place, walks),
  });
  if (result === null) return null;
  const { id, opportunity_id } = result;
  return { table: "results", id, reason: `opportunity_id: ${opportunity_id} has another result` };
}

/** The first record that is wrong. In blocks that are good as a whole none is. */
function* firstRow<R extends { id: string }>(
  table: PackedTable<R>,
  {
    isGood,
    isWrong,
  }: {
    isGood: (block: SealedBlock<R>, index: number) => boolean;
    isWrong: (block: Block<R>, place: number) => boolean;
  },
): Steps<R | null> {
  for (const [index, block] of table.freeze().blocks.entries()) {
    yield block.places * ONE_RECORD;
    const sealed = table.sealed(index);
    if (sealed !== undefined && isGood(sealed, index)) continue;
    for (let place = 0; place < block.places; place++)
      if (block.has(place) && isWrong(block, place)) return block.at(place)!;
  }
  return null;
}
