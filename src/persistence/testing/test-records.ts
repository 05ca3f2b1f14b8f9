import fc from "fast-check";
import {
  applyChange,
  emptyTables,
  TABLE_NAMES,
  type Change,
  type Json,
  type Product,
  type Result,
  type Tables,
} from "../../domain/records.js";

/** The content and order of all tables as one text, to compare them by. */
export function dump(tables: Tables): string {
  return JSON.stringify(TABLE_NAMES.map((name) => [...tables[name]]));
}

/** The tables after the commits. */
export function tablesAfter(commits: readonly (readonly Change[])[]): Tables {
  const tables = emptyTables();
  for (const change of commits.flat()) applyChange(tables, change);
  return tables;
}

/** Puts a product of this id and name. */
export function putProduct(id: string, name = "test-product.foo"): Change {
  const put: Product = {
    id,
    account_id: "a",
    name,
    release: "15.04-core",
    snaps: [],
    created_at: 1,
    gold_master_channel: null,
  };
  return { table: "products", put };
}

/** Puts a result of this id with this payload. */
export function putResult(id: string, payload: Json): Change {
  const put: Result = {
    id,
    opportunity_id: "o",
    product_id: "p",
    test_status: "PASSED",
    agent_id: "agent",
    agent_revno: null,
    platform: null,
    result_payload: { payload },
    agent: null,
    posted_at: 1,
  };
  return { table: "results", put };
}

const id = fc.constantFrom("1", "2", "3", "4");
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(id, fc.string({ unit: "binary" })).map(([key, name]) => putProduct(key, name)),
  fc.tuple(id, fc.jsonValue()).map(([key, payload]) => putResult(key, payload as Json)),
  fc.record({
    table: fc.constantFrom("products" as const, "results" as const),
    remove: fc.array(id, { maxLength: 3 }),
  }),
);

/** Any commit: few ids, so that records are often put again and removed. */
export const anyCommit: fc.Arbitrary<Change[]> = fc.array(change, { minLength: 1, maxLength: 4 });
export const anyCommits = (maxLength = 12): fc.Arbitrary<Change[][]> => fc.array(anyCommit, { maxLength });
