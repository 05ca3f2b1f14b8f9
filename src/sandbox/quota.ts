import { type Change, TABLE_NAMES, type TableName, type Tables } from "../domain/records.js";
import type { SandboxLimits } from "./terms.js";

/** A request would exceed the limits of the sandbox. Nothing is changed. */
export class QuotaExceeded extends Error {
  override name = "SandboxFull";
}

/** The names of tables in messages. */
const WORDS: Partial<Record<TableName, string>> = {
  products: "products",
  test_specs: "Test Specs (deleted ones are kept for their results)",
  opportunities: "test opportunities",
  tokens: "tokens",
  advertisements: "advertised revisions",
  feed: "snap feed sources",
};

/** The snap feed stops when this part of the quota for opportunities is used: the rest is for clients' requests. */
const STORE_SHARE = 0.5;

/** Enforces the limits on the records of a sandbox. */
export type Quota = Pick<SandboxQuota, "hasQuotaForFeed" | "measure" | "note" | "admit">;

/** For a sandbox without limits: measures nothing, admits everything. */
export const NO_QUOTA: Quota = {
  hasQuotaForFeed: true,
  measure: () => undefined,
  note: () => undefined,
  admit: () => undefined,
};

/** The quota of a sandbox with limits. */
export class SandboxQuota {
  readonly #sizes = new Map<string, number>();
  #bytes = 0;

  constructor(
    private readonly limits: Pick<SandboxLimits, "records" | "bytes">,
    private readonly tables: () => Tables,
  ) {
    this.measure();
  }

  /** Bytes of all records. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the snap feed may go on to advertise revisions. */
  get hasQuotaForFeed(): boolean {
    const most = this.limits.records.opportunities ?? Infinity;
    return (
      this.tables().opportunities.size < most * STORE_SHARE && this.#bytes < this.limits.bytes * STORE_SHARE
    );
  }

  /** Measures everything again, after all records were replaced. */
  measure(): void {
    this.#sizes.clear();
    this.#bytes = 0;
    const tables = this.tables();
    for (const table of TABLE_NAMES)
      for (const put of tables[table].values()) this.note([{ table, put } as Change]);
  }

  /** Notes changes that were made. */
  note(changes: readonly Change[]): void {
    for (const change of changes) {
      // An update keeps its size.
      if ("update" in change) continue;
      if ("remove" in change) {
        for (const id of change.remove) this.#forget(keyOf(change.table, id));
        continue;
      }
      const key = keyOf(change.table, change.put.id);
      this.#forget(key);
      const size = sizeOf(change);
      this.#sizes.set(key, size);
      this.#bytes += size;
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#sizes.get(key) ?? 0;
    this.#sizes.delete(key);
  }

  /** Admits changes that fit, or that free space. @throws SandboxFull */
  admit(changes: readonly Change[]): void {
    const tables = this.tables();
    const more = new Map<TableName, number>();
    let growth = 0;
    for (const change of changes) {
      if ("update" in change) continue;
      let count = 0;
      if ("remove" in change) {
        for (const id of change.remove) {
          const before = this.#sizes.get(keyOf(change.table, id)) ?? 0;
          growth -= before;
          if (before > 0) count -= 1;
        }
      } else {
        const before = this.#sizes.get(keyOf(change.table, change.put.id)) ?? 0;
        growth += sizeOf(change) - before;
        if (before === 0) count = 1;
      }
      more.set(change.table, (more.get(change.table) ?? 0) + count);
    }
    for (const [table, count] of more) {
      const most = this.limits.records[table] ?? Infinity;
      const after = tables[table].size + count;
      if (count > 0 && after > most) {
        const what = WORDS[table] ?? table;
        throw new QuotaExceeded(
          `the sandbox would hold ${after} ${what}; the maximum here is ${most}; ${REMEDY}`,
        );
      }
    }
    if (growth > 0 && this.#bytes + growth > this.limits.bytes) {
      const size = `${this.#bytes + growth} bytes of records`;
      throw new QuotaExceeded(
        `the sandbox would hold ${size}; the maximum here is ${this.limits.bytes}; ${REMEDY}`,
      );
    }
  }
}

const REMEDY = "delete products, or reset the sandbox";

const keyOf = (table: TableName, id: string): string => `${table} ${id}`;

const sizeOf = (change: { put: object }): number => Buffer.byteLength(JSON.stringify(change.put));
