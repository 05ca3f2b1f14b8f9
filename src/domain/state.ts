import { OrderedIds } from "./ordered-ids.js";
import { Queue } from "./queue.js";
import type {
  Account,
  Change,
  EventType,
  Instant,
  Opportunity,
  Product,
  Result,
  Tables,
  TestSpec,
  Token,
  Walk,
} from "./records.js";

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
  readonly #opportunities = new Groups<OrderedIds>(() => new OrderedIds());
  readonly #results = new Groups<OrderedIds>(() => new OrderedIds());
  readonly #opportunitiesByImage = new Groups<Set<string>>(() => new Set());
  /** By account and platform. */
  readonly #queues = new Groups<Queue>(() => new Queue());
  readonly #posted = new Set<string>();
  /** Opportunities whose result is not stored, oldest first. */
  readonly #unfinished = new Set<string>();
  #order = 0;

  constructor(readonly tables: Tables) {
    for (const record of tables.accounts.values()) this.#index({ table: "accounts", put: record });
    for (const record of tables.tokens.values()) this.#index({ table: "tokens", put: record });
    for (const record of tables.products.values()) this.#index({ table: "products", put: record });
    for (const record of tables.test_specs.values()) this.#index({ table: "test_specs", put: record });
    for (const record of tables.opportunities.values()) this.#index({ table: "opportunities", put: record });
    for (const record of tables.walks.values()) this.#index({ table: "walks", put: record });
    const stored = [...tables.results.values()].filter((result) => result.stored_at !== null);
    for (const record of stored.sort((a, b) => a.stored_at! - b.stored_at!))
      this.#index({ table: "results", put: record });
  }

  /** Runs `write`, which applies `changes` to the tables, and updates the indexes. */
  around(changes: readonly Change[], write: () => void): void {
    for (const change of changes) if ("remove" in change) this.#unindex(change.table, change.remove);
    write();
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
  tokens(accountId: string): Token[] {
    return [...this.tables.tokens.values()].filter((token) => token.account_id === accountId);
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
  /** Opportunities queued in `span`, oldest first. `scope` is a product's or an account's id. */
  opportunities(scope: string, span: Span = {}): Opportunity[] {
    return pick(this.tables.opportunities, this.#opportunities.get(scope)?.range(span.start, span.end) ?? []);
  }
  opportunitiesOfImage(accountId: string, imageUniqueId: string): Opportunity[] {
    return pick(
      this.tables.opportunities,
      this.#opportunitiesByImage.get(imageKey(accountId, imageUniqueId)) ?? [],
    );
  }
  result(id: string): Result | undefined {
    return this.tables.results.get(id);
  }
  /** Results stored in `span`, oldest first. `scope` is a product's or an account's id. */
  results(scope: string, span: Span = {}): Result[] {
    return pick(this.tables.results, this.#results.get(scope)?.range(span.start, span.end) ?? []);
  }
  /** The oldest queued opportunity that an agent of this platform may have. */
  nextFor(accountId: string, platform: string | null): Opportunity | undefined {
    const platforms = platform === null ? [null] : [platform, null];
    const heads = platforms
      .map((p) => this.#queues.get(queueKey(accountId, p))?.first(this.#waits) ?? null)
      .filter((head) => head !== null)
      .sort((a, b) => a.order - b.order);
    return heads[0] && this.opportunity(heads[0].id);
  }
  /** Opportunities whose result is posted and not yet stored. */
  posted(): Opportunity[] {
    return pick(this.tables.opportunities, this.#posted);
  }

  /** Ids of the opportunities whose result is not stored, oldest first. */
  get unfinished(): ReadonlySet<string> {
    return this.#unfinished;
  }
  /** Ids of the queued opportunities that an agent of this platform may have, in the order in which it gets them. */
  waitingFor(accountId: string, platform: string | null): string[] {
    const platforms = platform === null ? [null] : [platform, null];
    return platforms
      .flatMap((p) => this.#queues.get(queueKey(accountId, p))?.list(this.#waits) ?? [])
      .sort((a, b) => a.order - b.order)
      .map(({ id }) => id);
  }

  readonly #waits = (id: string): boolean => lastEvent(this.tables.walks.get(id)) === "QUEUED_FOR_AGENTS";

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
        return this.#indexOpportunity(change.put);
      case "walks":
        return this.#indexWalk(change.put);
      case "results":
        return this.#indexResult(change.put);
      default:
    }
  }

  #indexOpportunity({ id, account_id, product_id, image_unique_id, queued_at }: Opportunity): void {
    this.#opportunities.of(product_id).append(id, queued_at);
    this.#opportunities.of(account_id).append(id, queued_at);
    this.#opportunitiesByImage.of(imageKey(account_id, image_unique_id)).add(id);
  }

  #indexWalk(walk: Walk): void {
    const state = lastEvent(walk);
    if (state === "QUEUED_FOR_AGENTS") {
      const { account_id, platform } = this.opportunity(walk.id)!;
      this.#queues.of(queueKey(account_id, platform)).push({ id: walk.id, order: this.#order++ });
    }
    if (state === "RESULT_STORED") this.#unfinished.delete(walk.id);
    else this.#unfinished.add(walk.id);
    if (state === "RESULT_POSTED") this.#posted.add(walk.id);
    else this.#posted.delete(walk.id);
  }

  #indexResult({ id, product_id, stored_at }: Result): void {
    if (stored_at === null) return;
    this.#results.of(product_id).append(id, stored_at);
    this.#results.of(this.tables.products.get(product_id)!.account_id).append(id, stored_at);
  }

  #unindex(table: Change["table"], id: string): void {
    if (table === "products") {
      const product = this.tables.products.get(id);
      if (product) this.#productsByAccount.get(product.account_id)?.delete(id);
      for (const group of [this.#specsByProduct, this.#opportunities, this.#results]) group.delete(id);
    } else if (table === "opportunities") {
      const opportunity = this.tables.opportunities.get(id);
      if (!opportunity) return;
      this.#opportunities.get(opportunity.account_id)?.remove(id);
      this.#opportunitiesByImage
        .get(imageKey(opportunity.account_id, opportunity.image_unique_id))
        ?.delete(id);
      this.#posted.delete(id);
      this.#unfinished.delete(id);
    } else if (table === "results") {
      const result = this.tables.results.get(id);
      const owner = result && this.tables.products.get(result.product_id);
      if (owner && result.stored_at !== null) this.#results.get(owner.account_id)?.remove(id);
    }
  }
}

/** The name of the last event is the state of the walk (D 903-995). */
export function lastEvent(walk: Walk | undefined): EventType | undefined {
  return walk?.events.at(-1)?.type;
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
const imageKey = (accountId: string, imageUniqueId: string): string => `${accountId}\n${imageUniqueId}`;
const queueKey = (accountId: string, platform: string | null): string =>
  platform === null ? accountId : `${accountId}\n${platform}`;
