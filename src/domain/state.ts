import { lastEvent, storedAt } from "./events.js";
import { ImageIndex } from "./image-index.js";
import { OrderedRows } from "./ordered-rows.js";
import type { Block } from "./packed/block.js";
import { merged, Queue } from "./queue.js";
import { atOnce, ONE_RECORD, type Steps } from "./steps.js";
import type {
  Account,
  Change,
  Instant,
  Opportunity,
  Product,
  Result,
  Tables,
  TestSpec,
  Token,
  Walk,
} from "./records.js";

/** Maximum number of opportunities in a look at those that came last. */
const MOST_LATEST = 1000;

/** A span of time: start inclusive, end exclusive. A missing bound is open. */
export interface Span {
  start?: Instant;
  end?: Instant;
}

/**
 * A sandbox's records with the indexes that requests need: nothing on a request's path scans all opportunities.
 * The tables belong to the store; `around` updates the indexes with each commit.
 */
export class State {
  readonly #accountsByConsumer = new Map<string, string>();
  readonly #accountsByEmail = new Map<string, string>();
  readonly #accountsByOrganization = new Map<string, string>();
  readonly #tokensByName = new Map<string, string>();
  readonly #productsByAccount = new Groups<Set<string>>(() => new Set());
  readonly #specsByProduct = new Groups<Set<string>>(() => new Set());
  /** By product id and by account id: the two scopes of a query. */
  readonly #opportunities: Groups<OrderedRows>;
  readonly #results: Groups<OrderedRows>;
  readonly #images: ImageIndex;
  /** By account and platform. */
  readonly #queues = new Groups<Queue>(() => new Queue());
  readonly #posted = new Set<string>();
  /** Opportunities whose result is not stored, oldest first. */
  readonly #unfinished = new Set<string>();

  private constructor(readonly tables: Tables) {
    const { opportunities, results } = tables;
    this.#opportunities = new Groups(() => new OrderedRows((row) => opportunities.isThere(row)));
    this.#results = new Groups(() => new OrderedRows((row) => results.isThere(row)));
    this.#images = new ImageIndex(opportunities);
  }

  /** The state of these tables. */
  static of(tables: Tables): State {
    return atOnce(State.making(tables));
  }

  /** The same, made in steps. Nothing may change the tables meanwhile. */
  static *making(tables: Tables): Steps<State> {
    const state = new State(tables);
    yield* state.#indexAll();
    return state;
  }

  *#indexAll(): Steps<void> {
    for (const table of ["accounts", "tokens", "products", "test_specs"] as const) {
      for (const record of this.tables[table].values()) {
        this.#index({ table, put: record } as Extract<Change, { put: unknown }>);
        yield ONE_RECORD;
      }
    }
    const { opportunities, walks } = this.tables;
    const queued = new TimedRows(opportunities.size);
    for (const [block, first] of opportunities.blocks()) {
      const timeOf = block.reader("queued_at");
      for (let place = 0; place < block.places; place++)
        if (block.has(place)) queued.add(first + place, timeOf(place));
      yield block.places * ONE_RECORD;
    }
    if (queued.isInOrder) {
      for (const [block, first] of opportunities.blocks()) {
        this.#indexOpportunities(block, first);
        yield block.places * ONE_RECORD;
      }
    } else {
      // Of a snapshot that another program wrote.
      for (const [row] of queued.inOrder()) {
        this.#indexOpportunity(row, opportunities.at(row)!);
        yield ONE_RECORD;
      }
    }
    const stored = new TimedRows(walks.size);
    let resultRow = -1;
    for (const [block, first] of walks.blocks()) {
      const [timesOf, resultOf] = [block.reader("times"), block.reader("result_id")];
      for (let place = 0; place < block.places; place++) {
        if (!block.has(place)) continue;
        const at = storedAt({ times: timesOf(place) });
        if (at === null) this.#indexWalk(walks.at(first + place)!, first + place);
        // Results often follow each other as their walks do.
        else stored.add((resultRow = this.tables.results.rowOf(resultOf(place)!, resultRow + 1)), at);
      }
      yield block.places * ONE_RECORD;
    }
    // Where times are equal, results were stored in the order of their posts.
    for (const [row, at] of stored.inOrder()) {
      this.#indexStored(row, at);
      yield ONE_RECORD;
    }
  }

  /** Runs `write`, which applies `changes` to the tables, and updates the indexes. */
  around(changes: readonly Change[], write: () => void): void {
    const removed = this.#unindexAll(changes);
    write();
    for (const [rows, count] of removed.lists) rows.noteRemoved(count);
    for (const [key, count] of removed.queues) this.#noteRemoved(key, count);
    for (const change of changes) if ("put" in change) this.#index(change);
  }

  accounts(): Account[] {
    return [...this.tables.accounts.values()];
  }
  accountByConsumer(key: string): Account | undefined {
    return this.tables.accounts.get(this.#accountsByConsumer.get(key) ?? "");
  }
  accountByEmail(email: string): Account | undefined {
    return this.tables.accounts.get(this.#accountsByEmail.get(email.toLowerCase()) ?? "");
  }
  accountByOrganization(organization: string): Account | undefined {
    return this.tables.accounts.get(this.#accountsByOrganization.get(organization) ?? "");
  }
  token(key: string): Token | undefined {
    return this.tables.tokens.get(key);
  }
  tokenByName(accountId: string, name: string): Token | undefined {
    return this.token(this.#tokensByName.get(tokenKey(accountId, name)) ?? "");
  }
  /** The product, if it belongs to this account. */
  product(account: Account, id: string): Product | undefined {
    const product = this.tables.products.get(id);
    return product?.account_id === account.id ? product : undefined;
  }
  products(account: Account): Product[] {
    return pick(this.tables.products, this.#productsByAccount.get(account.id) ?? []);
  }
  /** Test Specs of a product that are not deleted, oldest first. */
  testSpecs(productId: string): TestSpec[] {
    return pick(this.tables.test_specs, this.#specsByProduct.get(productId) ?? []).filter(
      (spec) => !spec.deleted,
    );
  }
  /** All Test Specs of a product, including deleted ones. */
  allTestSpecs(productId: string): TestSpec[] {
    return pick(this.tables.test_specs, this.#specsByProduct.get(productId) ?? []);
  }
  testSpec(id: string): TestSpec | undefined {
    return this.tables.test_specs.get(id);
  }
  opportunity(id: string): Opportunity | undefined {
    return this.tables.opportunities.get(id);
  }
  walk(id: string): Walk {
    return this.tables.walks.get(id)!;
  }
  /** The rows of the opportunities of a product that came last, {@link MOST_LATEST} at most, oldest first. */
  latestRows(productId: string): number[] {
    return this.opportunityRows(productId).slice(-MOST_LATEST);
  }
  /** The rows of the opportunities queued in `span`, oldest first. `scope` is a product's or an account's id. */
  opportunityRows(scope: string, { start, end }: Span = {}): number[] {
    return this.#opportunities.get(scope)?.range(start, end) ?? [];
  }
  /** The rows of the opportunities of an image, oldest first. */
  rowsOfImage(accountId: string, imageUniqueId: string): number[] {
    return this.#images.rows(accountId, imageUniqueId);
  }
  result(id: string): Result | undefined {
    return this.tables.results.get(id);
  }
  /** The rows of the results stored in `span`, oldest first. `scope` is a product's or an account's id. */
  resultRows(scope: string, { start, end }: Span = {}): number[] {
    return this.#results.get(scope)?.range(start, end) ?? [];
  }
  /** The product of an opportunity. */
  productOf(opportunityId: string): string {
    const { opportunities } = this.tables;
    return opportunities.field(opportunities.rowOf(opportunityId), "product_id");
  }
  /** The oldest queued opportunity that an agent of this platform may have. */
  nextFor(accountId: string, platform: string | null): Opportunity | undefined {
    const platforms = platform === null ? [null] : [platform, null];
    const heads = platforms
      .map((p) => this.#queues.get(queueKey(accountId, p))?.first(this.#waits) ?? null)
      .filter((head) => head !== null);
    return heads.length === 0
      ? undefined
      : this.opportunity(this.tables.walks.field(Math.min(...heads), "id"));
  }
  /** Ids of the opportunities whose result is posted and not yet stored. */
  get posted(): ReadonlySet<string> {
    return this.#posted;
  }

  /** Ids of the opportunities whose result is not stored, oldest first. */
  get unfinished(): ReadonlySet<string> {
    return this.#unfinished;
  }
  /** The walks of the queued opportunities that an agent of this platform may have, by row, in the order in which it gets them. */
  waitingFor(accountId: string, platform: string | null): Iterator<number, void> {
    const [own, any] = [platform, null].map(
      (p) => this.#queues.get(queueKey(accountId, p))?.list(this.#waits) ?? [].values(),
    );
    return platform === null ? own! : merged(own!, any!);
  }

  readonly #waits = (row: number): boolean => {
    const { walks } = this.tables;
    return walks.isThere(row) && walks.field(row, "times").length === 1;
  };

  #index(change: Extract<Change, { put: unknown }>): void {
    switch (change.table) {
      case "accounts":
        this.#accountsByConsumer.set(change.put.consumer_key, change.put.id);
        this.#accountsByEmail.set(change.put.email.toLowerCase(), change.put.id);
        for (const name of change.put.organizations) this.#accountsByOrganization.set(name, change.put.id);
        return;
      case "tokens":
        this.#tokensByName.set(tokenKey(change.put.account_id, change.put.token_name), change.put.id);
        return;
      case "products":
        this.#productsByAccount.of(change.put.account_id).add(change.put.id);
        return;
      case "test_specs":
        this.#specsByProduct.of(change.put.product_id).add(change.put.id);
        return;
      case "opportunities":
        return this.#indexOpportunity(this.tables.opportunities.rowOf(change.put.id), change.put);
      case "walks":
        return this.#indexWalk(change.put);
      default:
    }
  }

  #indexOpportunity(row: number, { account_id, product_id, image_unique_id, queued_at }: Indexed): void {
    this.#opportunities.of(product_id).add(row, queued_at);
    this.#opportunities.of(account_id).add(row, queued_at);
    this.#images.add(row, account_id, image_unique_id);
  }

  /** Indexes the opportunities of a block; `first` is the row of its first place. */
  #indexOpportunities(block: Block<Opportunity>, first: number): void {
    const accountOf = block.reader("account_id");
    const productOf = block.reader("product_id");
    const imageOf = block.reader("image_unique_id");
    const timeOf = block.reader("queued_at");
    for (let place = 0; place < block.places; place++) {
      if (!block.has(place)) continue;
      this.#indexOpportunity(first + place, {
        account_id: accountOf(place),
        product_id: productOf(place),
        image_unique_id: imageOf(place),
        queued_at: timeOf(place),
      });
    }
  }

  /** `row`: the row that it may have. */
  #indexWalk(walk: Walk, row = -1): void {
    const state = lastEvent(walk);
    if (state === "QUEUED_FOR_AGENTS") {
      const key = this.#queueOf(this.tables.opportunities.rowOf(walk.id));
      this.#queues.of(key).push(this.tables.walks.rowOf(walk.id, row));
    }
    if (state === "RESULT_STORED") {
      this.#unfinished.delete(walk.id);
      this.#indexStored(this.tables.results.rowOf(walk.result_id!), storedAt(walk)!);
    } else this.#unfinished.add(walk.id);
    if (state === "RESULT_POSTED") this.#posted.add(walk.id);
    else this.#posted.delete(walk.id);
  }

  #indexStored(row: number, at: Instant): void {
    const product = this.tables.results.field(row, "product_id");
    this.#results.of(product).add(row, at);
    this.#results.of(this.tables.products.get(product)!.account_id).add(row, at);
  }

  /** Unindexes what the changes remove. */
  #unindexAll(changes: readonly Change[]): Removed {
    const removed: Removed = { lists: new Map(), queues: new Map() };
    for (const change of changes) {
      if (!("remove" in change)) continue;
      if (change.table === "products") this.#unindexProducts(change.remove);
      else if (change.table === "opportunities") this.#unindexOpportunities(change.remove, removed);
      else if (change.table === "results") this.#unindexResults(change.remove, removed);
    }
    return removed;
  }

  /** A platform for which nothing waits is forgotten, too. */
  #noteRemoved(key: string, count: number): void {
    const queue = this.#queues.get(key);
    queue?.noteRemoved(count, this.#waits);
    if (queue?.isEmpty) this.#queues.delete(key);
  }

  #queueOf(row: number): string {
    const { opportunities } = this.tables;
    return queueKey(opportunities.field(row, "account_id"), opportunities.field(row, "platform"));
  }

  #unindexProducts(ids: readonly string[]): void {
    for (const id of ids) {
      const product = this.tables.products.get(id);
      if (product) this.#productsByAccount.get(product.account_id)?.delete(id);
      for (const group of [this.#specsByProduct, this.#opportunities, this.#results]) group.delete(id);
    }
  }

  #unindexOpportunities(ids: readonly string[], { lists, queues }: Removed): void {
    const { opportunities } = this.tables;
    const rows = new Set<number>();
    let row = -1;
    let last = { account: "", platform: null as string | null, key: "" };
    for (const id of ids) {
      // Those that are removed together often follow each other, and are alike.
      row = opportunities.rowOf(id, row + 1);
      if (row === -1) continue;
      rows.add(row);
      const account = opportunities.field(row, "account_id");
      const platform = opportunities.field(row, "platform");
      if (account !== last.account || platform !== last.platform)
        last = { account, platform, key: queueKey(account, platform) };
      add(lists, this.#opportunities.get(account));
      add(queues, last.key);
      this.#posted.delete(id);
      this.#unfinished.delete(id);
    }
    this.#images.remove(rows);
  }

  #unindexResults(ids: readonly string[], { lists }: Removed): void {
    const { products, results } = this.tables;
    let row = -1;
    for (const id of ids) {
      row = results.rowOf(id, row + 1);
      const owner = row === -1 ? undefined : products.get(results.field(row, "product_id"));
      // A result that waits to be stored is in no list. It counts, too: lists are purged a little early.
      if (owner) add(lists, this.#results.get(owner.account_id));
    }
  }
}

/** How many records of which lists and queues a commit removes. */
interface Removed {
  lists: Map<OrderedRows, number>;
  queues: Map<string, number>;
}

function add<K>(counts: Map<K, number>, key: K | undefined): void {
  if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What is indexed of an opportunity. */
type Indexed = Pick<Opportunity, "account_id" | "product_id" | "image_unique_id" | "queued_at">;

/** Rows with their times, in numbers alone: there may be very many. */
class TimedRows {
  readonly #rows: Int32Array;
  readonly #times: Float64Array;
  #count = 0;
  #isInOrder = true;

  constructor(most: number) {
    this.#rows = new Int32Array(most);
    this.#times = new Float64Array(most);
  }

  add(row: number, at: Instant): void {
    const last = this.#count - 1;
    if (last >= 0 && (at - this.#times[last]! || row - this.#rows[last]!) < 0) this.#isInOrder = false;
    this.#rows[this.#count] = row;
    this.#times[this.#count++] = at;
  }

  /** Whether they were added by time; where times are equal, by row. */
  get isInOrder(): boolean {
    return this.#isInOrder;
  }

  /** By time; where times are equal, by row. */
  *inOrder(): Generator<[row: number, at: Instant]> {
    const [rows, times] = [this.#rows, this.#times];
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    if (!this.#isInOrder) order.sort((a, b) => times[a]! - times[b]! || rows[a]! - rows[b]!);
    for (const index of order) yield [rows[index]!, times[index]!];
  }
}

class Groups<T> extends Map<string, T> {
  constructor(private readonly make: () => T) {
    super();
  }
  of(key: string): T {
    let group = this.get(key);
    if (group === undefined) this.set(key, (group = this.make()));
    return group;
  }
}

function pick<T>(table: Map<string, T>, ids: Iterable<string>): T[] {
  const found: T[] = [];
  for (const id of ids) found.push(table.get(id)!);
  return found;
}
const tokenKey = (accountId: string, name: string): string => `${accountId}\n${name}`;
const queueKey = (accountId: string, platform: string | null): string =>
  platform === null ? accountId : `${accountId}\n${platform}`;
