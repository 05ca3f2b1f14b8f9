/**
 * The records that a sandbox keeps. They are plain JSON, so that the state log can hold them as they are.
 * Times are {@link Instant}s; the forms that clients see are made in `domain/dates.ts`.
 */

/** Microseconds since 1970-01-01T00:00:00Z on the sandbox's clock. */
export type Instant = number;

/** Any JSON value: `image_reference`, `test_payload` and `result_payload` are opaque to the service (D 704-716). */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Why an account cannot get a token (contract.md §3). */
export type AccountStatus = "active" | "suspended" | "deactivated" | "email-invalidated";

/** A customer's account. `password` and `otp` come from the seed; they are not secrets of a real person. */
export interface Account {
  id: string;
  email: string;
  password: string;
  name: string;
  status: AccountStatus;
  /** One-time password that is accepted; null where the account has no second factor. */
  otp: string | null;
  consumer_key: string;
  consumer_secret: string;
  /** Names under which the legacy API knows this account. */
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

/** Channels in the order of their risk. */
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

/** L 1058-1065. Never changed once made; `deleted` keeps it readable in results. */
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

/** The context in which a snap revision was first advertised; advertising it again repeats that context. */
export interface Advertisement {
  /** {@link advertisementId} */
  id: string;
  product_id: string;
  base_channel: Channel | null;
  update_channel: Channel | null;
}

/** What made an opportunity. */
export type TriggerKind = "image" | "snap" | "gold-master";

/** One unit of work for an agent. Never changed once made: what happens to it is its {@link Walk}. */
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
  /** Set where the legacy API made it; null otherwise. */
  organization_id: string | null;
  image_name: string | null;
  queued_at: Instant;
}

/** `PASSED`; `FAILED` for a failed test; `ERROR` when provisioning failed. */
export type TestStatus = "PASSED" | "FAILED" | "ERROR";

/** The states of an opportunity are the names of its last event (D 903-995). */
export const EVENT_TYPES = [
  "QUEUED_FOR_AGENTS",
  "PICKED_BY_AGENT",
  "RESULT_POSTED",
  "RESULT_STORED",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The agent as it named itself when it picked. */
export interface Holder {
  agent_id: string;
  platform: string | null;
  agent_group: string | null;
  agent_revno: string | null;
}

/** One event; `holder` and result come from the walk, so an event is its type and its time. */
export interface WalkEvent {
  type: EventType;
  at: Instant;
}

/** How far an opportunity has come: a prefix of the normal flow. Has the opportunity's id. */
export interface Walk {
  id: string;
  events: WalkEvent[];
  holder: Holder | null;
  result_id: string | null;
}

/** What an agent posts. A result keeps every field of it. */
export interface PostedResult {
  agent_id: string;
  test_status: TestStatus;
  result_payload: { [key: string]: Json };
  agent_revno?: string | null;
  /** `agent.timing`; null where the agent sent none. */
  agent?: Json;
}

/** What an agent posted; it shows to clients once `stored_at` is set. */
export interface Result extends PostedResult {
  id: string;
  opportunity_id: string;
  product_id: string;
  agent_revno: string | null;
  platform: string | null;
  agent: Json;
  posted_at: Instant;
  stored_at: Instant | null;
}

/**
 * A series of snap revisions that the store makes known by itself (D 773-775): `made` of them so far, the next at
 * `first_at` and `made` times `every_ms`.
 */
export interface FeedSource {
  id: string;
  product_id: string;
  name: string;
  channel: Channel;
  /** Of the first; each that follows is greater by `step`. */
  revision: number;
  step: number;
  first_at: Instant;
  /** Milliseconds from one to the next; null where there is but one. */
  every_ms: number | null;
  /** How many in all; null for without end. */
  count: number | null;
  made: number;
  /** Set where they come only while somebody follows what happens in the sandbox; what is missed does not come later. */
  while_watched?: true;
  /** The latest that were made known, oldest first, as they were planned. */
  recent: { at: Instant; revision: number }[];
}

/**
 * How a sandbox's time goes: `speed` times the wall's, or by hand from `start`. A clock that was paused (speed 0) keeps
 * the speed at which it is to run on.
 */
export type ClockSettings =
  { mode: "scaled"; speed: number; resume_speed?: number } | { mode: "manual"; start: Instant };

/** What a sandbox was made with; a reset goes back to it. */
export interface SandboxSettings {
  /** Name or file of the seed, or `inline`. */
  seed: string;
  /** The seed itself where it was given inline; null where `seed` names it. */
  seed_document: Json;
  random_seed: string;
  clock: ClockSettings;
  /** Whether the virtual lab serves it. */
  lab: boolean;
  /** Wall time, in milliseconds since 1970. */
  created_at: number;
  /** Wall time after which the sandbox is deleted; null for never. */
  expires_at: number | null;
}

/** The sandbox's own record, id `sandbox`. */
export interface SandboxMeta {
  id: "sandbox";
  settings: SandboxSettings;
  /** Ids drawn so far, so that a restart goes on where it stopped. */
  ids_drawn: number;
  /** Latest time given out; the clock never starts before it. */
  last_time: Instant;
}

/** Every table of a sandbox and its record. */
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

/** Tables by name, records by id, in the order of their making. */
export type Tables = { [T in TableName]: Map<string, Records[T]> };

/** One record put or removed. All changes of one command make one commit: whole or absent. */
export type Change =
  { [T in TableName]: { table: T; put: Records[T] } }[TableName] | { table: TableName; remove: string };

/** An empty set of tables. */
export function emptyTables(): Tables {
  return {
    meta: new Map(),
    accounts: new Map(),
    tokens: new Map(),
    products: new Map(),
    test_specs: new Map(),
    advertisements: new Map(),
    opportunities: new Map(),
    walks: new Map(),
    results: new Map(),
    feed: new Map(),
  };
}

/** Applies one change to the tables, in place. */
export function applyChange(tables: Tables, change: Change): void {
  if ("remove" in change) tables[change.table].delete(change.remove);
  else (tables[change.table] as Map<string, Records[TableName]>).set(change.put.id, change.put);
}
