import { PackedTable, type Packing, removeAll } from "./packed/packed-table.js";

/**
 * The records that a sandbox keeps. They are plain JSON, so that the state log can hold them as they are.
 * Times are {@link Instant}s; the forms that clients see are made in `domain/dates.ts`.
 */

/** Microseconds since 1970-01-01T00:00:00Z on the sandbox's clock. */
export type Instant = number;

/** Any JSON value: `image_reference`, `test_payload` and `result_payload` are opaque to the service (D 704-716). */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** An account's status; all except `active` prevent tokens (contract.md §3). */
export type AccountStatus = "active" | "suspended" | "deactivated" | "email-invalidated";

/** A customer's account. `password` and `otp` come from the seed; they are not secrets of a real person. */
export interface Account {
  id: string;
  email: string;
  password: string;
  name: string;
  status: AccountStatus;
  /** The accepted one-time password; null if the account has no second factor. */
  otp: string | null;
  consumer_key: string;
  consumer_secret: string;
  /** The account's organization names in the legacy API. */
  organizations: string[];
}

/** OAuth 1.0a token of an account; the consumer is the account. */
export interface Token {
  /** The token key. */
  id: string;
  token_secret: string;
  account_id: string;
  token_name: string;
  created_at: Instant;
  updated_at: Instant;
}

/** Channels, from the highest to the lowest risk. */
export type Channel = "edge" | "beta" | "candidate" | "stable";

/** A snap at a revision (D 842-887). */
export interface SnapRevision {
  name: string;
  revision: number;
}

/** D 250-258. */
export interface Product {
  id: string;
  account_id: string;
  name: string;
  release: string;
  snaps: string[];
  created_at: Instant;
  /** Channel of the last gold master advertised; the base of later snap revisions. */
  gold_master_channel: Channel | null;
}

/** L 1058-1065. Immutable; `deleted` keeps it readable in results. */
export interface TestSpec {
  id: string;
  product_id: string;
  name: string;
  platform: string | null;
  image_name: string | null;
  test_payload: Json;
  created_at: Instant;
  deleted: boolean;
}

/** The context of a snap revision's first advertisement, which later advertisements repeat. */
export interface Advertisement {
  /** {@link advertisementId} */
  id: string;
  product_id: string;
  base_channel: Channel | null;
  update_channel: Channel | null;
}

/** The kind of advertisement that made an opportunity. */
export type TriggerKind = "image" | "snap" | "gold-master";

/** One unit of work for an agent. Immutable: its progress is its {@link Walk}. */
export interface Opportunity {
  id: string;
  account_id: string;
  product_id: string;
  test_spec_id: string;
  trigger: TriggerKind;
  image_unique_id: string;
  image_reference: Json;
  extra_snaps: Json[];
  snaps: SnapRevision[];
  channel: Channel | null;
  primary_snap_name: string | null;
  base_channel: Channel | null;
  update_channel: Channel | null;
  platform: string | null;
  /** Set if the legacy API made it, else null. */
  organization_id: string | null;
  image_name: string | null;
  queued_at: Instant;
}

/** `PASSED`; `FAILED` for a failed test; `ERROR` when provisioning failed. */
export type TestStatus = "PASSED" | "FAILED" | "ERROR";

/** The event types, in order. The last event is the opportunity's state (D 903-995). */
export const EVENT_TYPES = [
  "QUEUED_FOR_AGENTS",
  "PICKED_BY_AGENT",
  "RESULT_POSTED",
  "RESULT_STORED",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The agent's own data from its pick. */
export interface Holder {
  agent_id: string;
  platform: string | null;
  agent_group: string | null;
  agent_revno: string | null;
}

/** One event: its type and time. Holder and result are in the walk. */
export interface WalkEvent {
  type: EventType;
  at: Instant;
}

/** The progress of an opportunity: a prefix of the normal flow. Its id is the opportunity's id. */
export interface Walk {
  id: string;
  /** The time of each event so far, in the order of {@link EVENT_TYPES}. */
  times: Instant[];
  holder: Holder | null;
  result_id: string | null;
}

/** The fields that an agent posts. A result keeps all of them. */
export interface PostedResult {
  agent_id: string;
  test_status: TestStatus;
  result_payload: { [key: string]: Json };
  agent_revno?: string | null;
  /** `agent.timing`; null if the agent sent none. */
  agent?: Json;
}

/** A posted result, visible to clients once its walk has the event `RESULT_STORED`. Immutable. */
export interface Result extends PostedResult {
  id: string;
  opportunity_id: string;
  product_id: string;
  agent_revno: string | null;
  platform: string | null;
  agent: Json;
  posted_at: Instant;
}

/**
 * A series of snap revisions that the snap feed publishes (D 773-775). `made` revisions have been published; the next
 * is due at `first_at` plus `made` times `every_ms`.
 */
export interface FeedSource {
  id: string;
  product_id: string;
  name: string;
  channel: Channel;
  /** The first revision; each following one is greater by `step`. */
  revision: number;
  step: number;
  first_at: Instant;
  /** Milliseconds between revisions; null if there is only one. */
  every_ms: number | null;
  /** Total number of revisions; null if endless. */
  count: number | null;
  made: number;
  /** Set if revisions are published only while a client follows the sandbox's events; missed ones are skipped. */
  while_watched?: true;
  /** The latest published revisions, oldest first, with their due times. */
  recent: { at: Instant; revision: number }[];
}

/** Maximum speed of a scaled clock. */
export const MAX_SPEED = 1_000_000;
/** The latest start of a manual clock (2200-01-01); it leaves room before the latest time that a number can show. */
export const LATEST_START: Instant = Date.UTC(2200, 0, 1) * 1000;

/**
 * A sandbox's clock: scaled, at `speed` times real time, or manual, from `start`. A paused clock (speed 0) keeps the
 * speed to resume at.
 */
export type ClockSettings =
  { mode: "scaled"; speed: number; resume_speed?: number } | { mode: "manual"; start: Instant };

/** The settings that a sandbox was created with, to which a reset returns. */
export interface SandboxSettings {
  /** Name or file of the seed, or `inline`. */
  seed: string;
  /** The seed document if it was given inline, else null. */
  seed_document: Json;
  random_seed: string;
  clock: ClockSettings;
  /** Whether it has a virtual lab. */
  lab: boolean;
  /** Real time, in milliseconds since 1970. */
  created_at: number;
  /** Real time after which the sandbox is deleted; null for never. */
  expires_at: number | null;
}

/** The sandbox's own record, id `sandbox`. */
export interface SandboxMeta {
  id: "sandbox";
  settings: SandboxSettings;
  /** Number of ids drawn so far, so that a restart continues the sequence. */
  ids_drawn: number;
  /** The latest time of the clock, before which it never restarts. */
  last_time: Instant;
}

/** The record type of each table. */
export interface Records {
  meta: SandboxMeta;
  accounts: Account;
  tokens: Token;
  products: Product;
  test_specs: TestSpec;
  advertisements: Advertisement;
  opportunities: Opportunity;
  walks: Walk;
  results: Result;
  feed: FeedSource;
}
export type TableName = keyof Records;
export const TABLE_NAMES = [
  "meta",
  "accounts",
  "tokens",
  "products",
  "test_specs",
  "advertisements",
  "opportunities",
  "walks",
  "results",
  "feed",
] as const satisfies readonly TableName[];

/** The tables that grow with each advertisement. */
export const LARGE_TABLES = [
  "advertisements",
  "opportunities",
  "walks",
  "results",
] as const satisfies TableName[];
export type LargeTable = (typeof LARGE_TABLES)[number];

/** Tables by name, with records by id in order of creation. */
export type Tables = {
  [T in TableName]: T extends LargeTable ? PackedTable<Records[T]> : Map<string, Records[T]>;
};

/** What each commit changes in the sandbox's own record. */
export type Progress = Pick<SandboxMeta, "id" | "ids_drawn" | "last_time">;

/** A record put or partly changed, or records removed. All changes of a command are one atomic commit. */
export type Change =
  | { [T in TableName]: { table: T; put: Records[T] } }[TableName]
  | { table: TableName; remove: readonly string[] }
  | { table: "meta"; update: Progress };

/** An empty set of tables. `packing`: that of the large ones, for tests. */
export function emptyTables(packing?: Packing): Tables {
  return {
    meta: new Map(),
    accounts: new Map(),
    tokens: new Map(),
    products: new Map(),
    test_specs: new Map(),
    advertisements: new PackedTable(packing),
    opportunities: new PackedTable(packing),
    walks: new PackedTable(packing),
    results: new PackedTable(packing),
    feed: new Map(),
  };
}

/** Applies one change to the tables, in place. */
export function applyChange(tables: Tables, change: Change): void {
  if ("remove" in change) removeAll(tables[change.table], change.remove);
  else if ("update" in change) {
    const before = tables.meta.get(change.update.id);
    if (before) tables.meta.set(before.id, { ...before, ...change.update });
  } else (tables[change.table] as Map<string, Records[TableName]>).set(change.put.id, change.put);
}
