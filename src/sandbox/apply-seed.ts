import { TimerQueue } from "../clock/timer-queue.js";
import { parseDuration } from "../documents/duration.js";
import { DocumentError } from "../documents/yaml-document.js";
import { createProduct, createTestSpec } from "../domain/product.js";
import {
  type Account,
  applyChange,
  type Change,
  emptyTables,
  type FeedSource,
  type Instant,
  type Product,
  type Tables,
} from "../domain/records.js";
import { type Decision, isRefusal } from "../domain/refusal.js";
import { State } from "../domain/state.js";
import { advertiseGoldMaster, advertiseImage, advertiseSnap } from "../domain/trigger.js";
import { ONE_RECORD, type Steps } from "../domain/steps.js";
import { handOver, postResult, storeResult } from "../domain/walk.js";
import { type IdSource, newSecret } from "../ids.js";
import type { SeedFeed } from "./seed-feed.js";
import type { Seed, SeedAccount, SeedPast, SeedProduct } from "./seed.js";

const DEFAULT_CREATED = "30d";
/** The size of a step of the past: it takes as long as the check of ten records. */
const STEP_OF_PAST = 10 * ONE_RECORD;
/** Durations of the steps of a past walk, in microseconds; the steps of the document's example took seconds (D 964-986). */
const PICK_AFTER = 4_380_000;
const POST_AFTER = 95_549_000;
const STORE_AFTER = 30_000;

/** Name of the token that every account gets at the start. */
export const SEED_TOKEN = "spi-emulator";

/**
 * Maximum number of opportunities in the history of a seed. Each entry makes one for each Test Spec, so that a short seed could
 * make millions.
 */
const MAX_PAST = 20_000;

/**
 * The state that a seed describes, at the time `now`, in steps. The same commands make the past and the present.
 * @throws DocumentError
 */
export function* seedingTables(seed: Seed, ids: IdSource, now: Instant): Steps<Tables> {
  const tables = emptyTables();
  const state = State.of(tables);
  const commit = (changes: readonly Change[]): void =>
    state.around(changes, () => changes.forEach((change) => applyChange(tables, change)));
  const steps = new TimerQueue();
  const plan: Builder["plan"] = (at, run) =>
    void steps.add({ due: at, background: false, fire: () => run(at) });
  const before = (ago: string): Instant => now - micros(ago);
  const builder = { state, ids, commit, plan, now, before, agents: seed.agents ?? {} };
  for (const account of seed.accounts) {
    addAccount(builder, account, now);
    yield ONE_RECORD;
  }
  // Sorted by time, because a state's times must never go back; steps with the same time keep the order of the seed.
  for (let step = steps.take(Infinity); step; step = steps.take(Infinity)) {
    step.fire();
    if (tables.opportunities.size > MAX_PAST)
      throw new DocumentError([`history: it makes more than ${MAX_PAST} opportunities`]);
    yield STEP_OF_PAST;
  }
  const products = new Map(Array.from(tables.products.values(), ({ id, name }) => [name, id]));
  for (const feed of seed.feed ?? []) {
    commit([{ table: "feed", put: feedSource(builder, feed, products.get(feed.product)!) }]);
    yield ONE_RECORD;
  }
  return tables;
}

function feedSource({ ids, now }: Builder, seed: SeedFeed, productId: string): FeedSource {
  const { snap, at, every, count, while_watched } = seed;
  return {
    id: ids.next(),
    product_id: productId,
    name: snap.name,
    channel: snap.channel,
    revision: snap.revisions?.start ?? snap.revision!,
    step: snap.revisions ? (snap.revisions.step ?? 1) : 0,
    first_at: now + micros(at ?? every!),
    every_ms: every === undefined ? null : micros(every) / 1000,
    count: every === undefined ? 1 : (count ?? null),
    made: 0,
    ...(while_watched === true && { while_watched }),
    recent: [],
  };
}

interface Builder {
  state: State;
  ids: IdSource;
  commit: (changes: readonly Change[]) => void;
  /** A step of the past; it may plan others, of later times. */
  plan: (at: Instant, run: (at: Instant) => void) => void;
  now: Instant;
  before: (ago: string) => Instant;
  agents: Readonly<Record<string, string>>;
}

function addAccount(builder: Builder, seed: SeedAccount, now: Instant): void {
  const account: Account = {
    id: builder.ids.next(),
    email: seed.email,
    password: seed.password,
    name: seed.name ?? seed.email,
    status: seed.status ?? "active",
    otp: seed.otp ?? null,
    consumer_key: newSecret(8),
    consumer_secret: newSecret(),
    organizations: seed.organizations ?? [],
  };
  const times = { created_at: now, updated_at: now };
  const token = {
    id: newSecret(),
    token_secret: newSecret(),
    account_id: account.id,
    token_name: SEED_TOKEN,
    ...times,
  };
  builder.commit([
    { table: "accounts", put: account },
    { table: "tokens", put: token },
  ]);
  for (const product of seed.products ?? []) addProduct(builder, account, product);
}

function addProduct(builder: Builder, account: Account, seed: SeedProduct): void {
  const { plan, ids, commit, before } = builder;
  const created = before(seed.created ?? DEFAULT_CREATED);
  const id = ids.next();
  plan(created, (at) => {
    const product = createProduct(account, seed, id, at);
    const specs = (seed.test_specs ?? []).map((spec) => createTestSpec(product, spec, ids.next(), at));
    commit([
      { table: "products", put: product },
      ...specs.map((put): Change => ({ table: "test_specs", put })),
    ]);
  });
  for (const past of seed.history ?? []) {
    const at = before(past.ago);
    if (at < created)
      throw new DocumentError([`${seed.name}: history of ${past.ago} ago is before it was created`]);
    plan(at, (now) => replay(builder, account, id, past, now));
  }
}

function replay(builder: Builder, account: Account, productId: string, past: SeedPast, now: Instant): void {
  const { state, ids, commit, plan, agents } = builder;
  const decision = advertise(state, state.product(account, productId)!, past, { now, newId: ids.next });
  if (isRefusal(decision))
    throw new DocumentError([`history of ${past.ago} ago: ${decision.message || "no such snap"}`]);
  commit(decision.changes);
  // The walk could not finish before the start: its opportunity waits for the lab.
  if (now + POST_AFTER + STORE_AFTER > builder.now) return;
  for (const { id, platform, test_spec_id } of decision.value) {
    const place = platform ?? "any";
    const agent_id = agents[place] ?? `${place}-00`;
    const spec = state.testSpec(test_spec_id)!.name;
    const { outcome = "PASSED", result_payload = { summary: "all commands passed" } } = past;
    const test_status = typeof outcome === "string" ? outcome : (outcome[spec] ?? "PASSED");
    const holder = { agent_id, platform, agent_group: "lab", agent_revno: "197" };
    plan(now + PICK_AFTER, (at) => commit([handOver(state, id, holder, at)]));
    plan(now + POST_AFTER, (at) => {
      const fields = { agent_id, test_status, result_payload };
      const posted = postResult(state, account, id, fields, { now: at, newId: ids.next });
      if (!isRefusal(posted)) commit(posted.changes);
    });
    plan(now + POST_AFTER + STORE_AFTER, (at) => commit(storeResult(state, id, at)));
  }
}

function advertise(
  state: State,
  product: Product,
  past: SeedPast,
  given: { now: Instant; newId: () => string },
): Decision<{ id: string; platform: string | null; test_spec_id: string }[]> {
  if (past.image) return advertiseImage(state, product, past.image, given);
  if (past.snap) return advertiseSnap(state, product, past.snap, given);
  return advertiseGoldMaster(state, product, past.gold_master!, given);
}

/** A duration in microseconds; the seed's schema has checked its form. */
function micros(text: string): number {
  return Math.round(parseDuration(text)! * 1000);
}
