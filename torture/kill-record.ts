import type { Client } from "./client.js";
import type { Promised } from "./part.js";

/** The events of an opportunity as a client read them, each as text. */
type Events = string[];

interface EventLog {
  test_opportunity_id: string;
  events: { event_type: string; result_id?: string }[];
}

/** Promises that are checked after each kill. */
export interface KillPromises {
  durable: Promised;
  whole: Promised;
  read: Promised;
  restart: Promised;
}

/**
 * A client's own record of what was acknowledged. Each object has one writer, which waits for its answer, so that at most one
 * change of an object is open when the emulator is killed: the object is then in the state before or after this change.
 * Contents are texts; null: it does not exist.
 */
export class Objects {
  readonly #certain = new Map<string, string | null>();
  readonly #open = new Map<string, string | null>();

  constructor(readonly kind: string) {}

  /** Ids of the objects that exist. */
  get ids(): string[] {
    return [...this.#certain].filter(([, content]) => content !== null).map(([id]) => id);
  }

  begin(id: string, wanted: string | null): void {
    this.#open.set(id, wanted);
  }

  /** The change was acknowledged (true) or refused without effect (false). */
  finish(id: string, acknowledged: boolean): void {
    if (acknowledged) this.#certain.set(id, this.#open.get(id)!);
    this.#open.delete(id);
  }

  /** Nothing is expected of this object any more. */
  forget(id: string): void {
    this.#certain.delete(id);
    this.#open.delete(id);
  }

  /** Compares with what the restarted emulator has, and continues from there. */
  settle(found: ReadonlyMap<string, string>, { durable, whole }: KillPromises): void {
    for (const [id, certain] of this.#certain) {
      const now = found.get(id) ?? null;
      const allowed = this.#open.has(id) ? [certain, this.#open.get(id)!] : [certain];
      durable.check(
        allowed.includes(now),
        () => `${this.kind} ${id}: ${short(now)} instead of ${allowed.map(short).join(" or ")}`,
      );
    }
    for (const [id, content] of found) {
      if (this.#certain.has(id)) continue;
      // Created by a request that was not answered.
      whole.check(
        this.#open.get(id) === content,
        () => `${this.kind} ${id} was never sent: ${short(content)}`,
      );
    }
    this.#open.clear();
    this.#certain.clear();
    for (const [id, content] of found) this.#certain.set(id, content);
  }
}

const short = (content: string | null): string => (content === null ? "nothing" : content.slice(0, 60));

/** Test Specs of the advertised product. */
export const SPECS = 2;

/** The record of one data directory. */
export class KillRecord {
  /** By name, because a create whose answer was lost gives no id. */
  readonly products = new Objects("product");
  readonly snapshots = new Objects("snapshot");
  readonly sandboxes = new Objects("sandbox");
  /** Product ids by name, as acknowledged. */
  readonly idOf = new Map<string, string>();
  /** The product that is advertised and its opportunities as last read. */
  advertised = "";
  readonly opportunities = new Map<string, Events>();
  /** Advertisements without answer. */
  openAdvertisements = 0;
  acknowledged = 0;

  /** Compares everything with a restarted emulator. */
  async settle(client: Client, promises: KillPromises): Promise<void> {
    await this.#settleProducts(client, promises);
    await this.readEvents(client, promises, true);
    const { snapshots } = await client.json<{
      snapshots: { name: string; bytes: number }[];
    }>("GET", "/_emulator/snapshots", { credentials: null });
    for (const { name } of snapshots) {
      const answer = await client.call("GET", `/_emulator/snapshots/${name}`, {
        credentials: null,
      });
      promises.whole.check(
        answer.status === 200,
        () => `snapshot ${name} cannot be read: HTTP ${answer.status} ${answer.text}`,
      );
    }
    this.snapshots.settle(new Map(snapshots.map(({ name }) => [name, "saved"])), promises);
    const { sandboxes } = await client.json<{ sandboxes: { name: string }[] }>(
      "GET",
      "/_emulator/sandboxes",
      { credentials: null },
    );
    const others = sandboxes.filter(({ name }) => name !== "default");
    this.sandboxes.settle(new Map(others.map(({ name }) => [name, "created"])), promises);
  }

  async #settleProducts(client: Client, promises: KillPromises): Promise<void> {
    const { products } = await client.json<{
      products: {
        id: string;
        name: string;
        release: string;
        snaps: string[];
      }[];
    }>("GET", "/products");
    const own = products.filter(({ id }) => id !== this.advertised);
    for (const { id, name } of own) {
      const known = this.idOf.get(name);
      promises.durable.check(known === undefined || known === id, () => `product ${name} changed its id`);
      this.idOf.set(name, id);
    }
    promises.whole.check(
      new Set(own.map(({ name }) => name)).size === own.length,
      () => "a product exists twice",
    );
    this.products.settle(
      new Map(own.map(({ name, release, snaps }) => [name, contentOf(release, snaps)])),
      promises,
    );
  }

  /** Reads all event logs: what was shown before must still be there. */
  async readEvents(client: Client, { durable, whole, read }: KillPromises, isRestart = false): Promise<void> {
    const path = `/products/${this.advertised}/tests`;
    const before = new Map(this.opportunities);
    const { event_logs } = await client.json<{ event_logs: EventLog[] }>("GET", `${path}/events`);
    const found = new Map(
      event_logs.map(({ test_opportunity_id, events }) => [
        test_opportunity_id,
        events.map((event) => JSON.stringify(event)),
      ]),
    );
    whole.check(found.size === event_logs.length, () => "an opportunity has two event logs");
    for (const [id, seen] of before) {
      const events = found.get(id);
      if (!durable.check(events !== undefined, () => `opportunity ${id} is lost`)) continue;
      read.check(
        seen.every((event, index) => event === events![index]),
        () => `opportunity ${id}: ${seen.join()} became ${events!.join()}`,
      );
    }
    if (isRestart) {
      const more = found.size - before.size;
      // One for each Test Spec of the product, or none.
      const isWhole = more % SPECS === 0 && more <= SPECS * this.openAdvertisements;
      whole.check(
        isWhole,
        () => `${more} new opportunities for ${this.openAdvertisements} open advertisements`,
      );
      this.openAdvertisements = 0;
      await this.#checkResults(client, event_logs, durable);
    }
    for (const [id, events] of found) if (isRestart || before.has(id)) this.opportunities.set(id, events);
  }

  async #checkResults(client: Client, logs: readonly EventLog[], durable: Promised): Promise<void> {
    const { test_results } = await client.json<{
      test_results: { id: string }[];
    }>("GET", `/products/${this.advertised}/tests/results`);
    const ids = new Set(test_results.map(({ id }) => id));
    for (const { events } of logs) {
      const last = events.at(-1)!;
      if (last.event_type === "RESULT_STORED")
        durable.check(ids.has(last.result_id!), () => `result ${last.result_id!} is lost`);
    }
  }
}

/** The compared content of a product. */
export const contentOf = (release: string, snaps: readonly string[]): string => `${release} ${snaps.join()}`;
