/** What the model remembers: plain objects in Maps, in the order in which they came about. Times are microseconds. */

export type Barred = "ACCOUNT_SUSPENDED" | "ACCOUNT_DEACTIVATED" | "EMAIL_INVALIDATED";

export interface Token {
  key: string;
  secret: string;
  name: string;
  createdAt: number;
}

export interface Account {
  name: string;
  email: string;
  password: string;
  /** The one-time password that is taken, where the account has a second factor. */
  otp: string | null;
  barred: Barred | null;
  consumerKey: string;
  consumerSecret: string;
  organizations: string[];
  /** By name. */
  tokens: Map<string, Token>;
}

export interface Product {
  id: string;
  account: Account;
  name: string;
  release: string;
  snaps: string[];
  createdAt: number;
  /** The channel of the last gold master. */
  lastGoldMaster: string | null;
  /** The base channel of each snap revision's first time, by name, revision and channel. */
  bases: Map<string, string | null>;
}

export interface TestSpec {
  id: string;
  product: Product;
  name: string;
  platform: string | null;
  imageName: string | null;
  testPayload: unknown;
  createdAt: number;
}

export interface SnapRevision {
  name: string;
  revision: number;
}

/** The table of section 4 without `platform`, in the names that answers use. */
export interface Context {
  image_reference: unknown;
  extra_snaps: unknown[];
  snaps: SnapRevision[];
  channel: string | null;
  primary_snap_name: string | null;
  base_channel: string | null;
  update_channel: string | null;
}

export interface Agent {
  id: string;
  platform: string | null;
  group: string | null;
  revno: string | null;
}

export type EventType = "QUEUED_FOR_AGENTS" | "PICKED_BY_AGENT" | "RESULT_POSTED" | "RESULT_STORED";

export interface TestEvent {
  type: EventType;
  at: number;
  agent?: Agent;
  resultId?: string;
  testStatus?: string;
}

export interface Post {
  agentId: string;
  testStatus: string;
  resultPayload: Record<string, unknown>;
  agentRevno: string | null;
  agent: { timing: Record<string, string> } | null;
}

export interface Opportunity {
  id: string;
  product: Product;
  /** As it was when the opportunity was made. */
  spec: TestSpec;
  imageUniqueId: string;
  context: Context;
  /** The legacy image's name, where one made the opportunity. */
  imageName: string | null;
  /** Whether the organization API triggered it. */
  legacy: boolean;
  queuedAt: number;
  updatedAt: number;
  events: TestEvent[];
  holder: Agent | null;
  result: { id: string; post: Post; storedAt: number | null } | null;
}

export interface State {
  accounts: Account[];
  products: Map<string, Product>;
  specs: Map<string, TestSpec>;
  opportunities: Map<string, Opportunity>;
  nonces: Set<string>;
}

export interface Query {
  test_opportunity_id?: string;
  image_unique_id?: string;
  /** Microseconds. */
  start_date?: number;
  end_date?: number;
}

export type Listing = "events" | "results" | "legacy-events" | "legacy-results";

export interface Incoming {
  method: string;
  /** As it was sent, percent-encoded. */
  path: string;
  rawQuery: string;
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** All bytes that came, also those which were not kept. */
  bodyBytes: number;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** JSON, or nothing. */
  body?: unknown;
  /** Takes the place of the JSON body, as it is. */
  text?: string;
}

/** A request that is refused, in the form of section 2. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly field = "",
  ) {
    super(message);
  }
}

/** A request that the token endpoint refuses, in Ubuntu SSO's form. */
export class TokenRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: Record<string, string> = {},
  ) {
    super(message);
  }
}
