import type { Opportunity } from "./records.js";
import type { PackedTable } from "./packed/packed-table.js";
import { hashOf, RowIndex } from "./packed/row-index.js";

/** Rows of which {@link ImageIndex} keeps or drops the links together. */
const SPAN = 1024;

/** Finds opportunities by account and `image_unique_id`. */
export class ImageIndex {
  /** The latest row of each image. */
  readonly #latest: RowIndex;
  /** By row, {@link SPAN} of them together: the row before it of the same image; -1 if there is none. */
  readonly #before: (Int32Array | undefined)[] = [];
  /** What was added last, until something is removed. */
  #last: { row: number; accountId: string; imageUniqueId: string } | null = null;

  constructor(
    private readonly opportunities: Pick<PackedTable<Opportunity>, "field" | "isText" | "isThere">,
    private readonly span = SPAN,
  ) {
    this.#latest = new RowIndex((row) => opportunities.isThere(row));
  }

  add(row: number, accountId: string, imageUniqueId: string): void {
    const hash = hashOf(imageUniqueId);
    // Many opportunities of one image are made at once.
    const last = this.#last;
    const isSame = last?.imageUniqueId === imageUniqueId && last.accountId === accountId;
    const before = isSame ? last.row : this.#find(hash, accountId, imageUniqueId);
    this.#link(row, before);
    this.#latest.put(hash, row, before);
    this.#last = { row, accountId, imageUniqueId };
  }

  /** Call it once for all rows that one commit removes, before their records are removed from the table. */
  remove(rows: ReadonlySet<number>): void {
    this.#last = null;
    const seen = new Set<string>();
    let last = { accountId: "", imageUniqueId: "" };
    for (const row of rows) {
      const accountId = this.opportunities.field(row, "account_id");
      const imageUniqueId = this.opportunities.field(row, "image_unique_id");
      if (accountId === last.accountId && imageUniqueId === last.imageUniqueId) continue;
      last = { accountId, imageUniqueId };
      const key = `${accountId}\n${imageUniqueId}`;
      if (seen.has(key)) continue;
      seen.add(key);
      this.#unlink(rows, hashOf(imageUniqueId), this.#find(hashOf(imageUniqueId), accountId, imageUniqueId));
    }
    this.#drop(rows);
  }

  /** Oldest first. */
  rows(accountId: string, imageUniqueId: string): number[] {
    const rows: number[] = [];
    let row = this.#find(hashOf(imageUniqueId), accountId, imageUniqueId);
    for (; row !== -1; row = this.#beforeOf(row)) rows.push(row);
    return rows.reverse();
  }

  /** Takes rows out of the chain that begins with `latest`. */
  #unlink(gone: ReadonlySet<number>, hash: number, latest: number): void {
    let after = -1;
    for (let row = latest; row !== -1; row = this.#beforeOf(row)) {
      if (gone.has(row)) continue;
      if (after !== -1) this.#link(after, row);
      else if (row !== latest) this.#latest.put(hash, row, latest);
      after = row;
    }
    if (after !== -1) this.#link(after, -1);
  }

  #beforeOf(row: number): number {
    return this.#before[Math.floor(row / this.span)]![row % this.span]!;
  }

  #link(row: number, before: number): void {
    (this.#before[Math.floor(row / this.span)] ??= new Int32Array(this.span).fill(-1))[row % this.span] =
      before;
  }

  /** Drops the links of spans that have no other rows than these, which are removed. */
  #drop(rows: ReadonlySet<number>): void {
    const spans = new Set<number>();
    for (const row of rows) spans.add(Math.floor(row / this.span));
    for (const span of spans) {
      let row = span * this.span;
      const end = row + this.span;
      while (row < end && (rows.has(row) || !this.opportunities.isThere(row))) row += 1;
      if (row === end) this.#before[span] = undefined;
    }
  }

  #find(hash: number, accountId: string, imageUniqueId: string): number {
    const { opportunities } = this;
    return this.#latest.find(
      hash,
      (row) =>
        opportunities.isText(row, "image_unique_id", imageUniqueId) &&
        opportunities.isText(row, "account_id", accountId),
    );
  }
}
