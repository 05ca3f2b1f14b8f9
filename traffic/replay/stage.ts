import type { Failure, HeaderPair, TrafficAnswer } from "../exchange.js";

/** A request of a replay, with the ids of the stage. */
export interface StageRequest {
  method: string;
  /** Below the stage's URL, with the query: `/products?x=1`. */
  path: string;
  headers: readonly HeaderPair[];
  /** Null: none. */
  body: string | null;
  /** The recorded account that signs; `nobody` signs with credentials that nobody has; null: unsigned. */
  account: string | Nobody | null;
}

/** Signs with credentials that nobody has. */
export const NOBODY = Symbol("nobody");
export type Nobody = typeof NOBODY;

/** What a stage answered, or why it did not. */
export type StageAnswer = { answer: TrafficAnswer } | { failure: Pick<Failure, "code" | "message"> };

/** An agent that has an opportunity. */
export interface StageHolder {
  agent_id: string;
  platform: string | null;
  agent_group: string | null;
  agent_revno: string | null;
}

/** The clock of a stage that stands still until it is advanced. Times are microseconds since 1970. */
export interface StageClock {
  /** Advances to a time; nothing if it has passed. */
  advanceTo(at: number): Promise<void>;
  /** Advances to the next thing that happens by itself, at most until `limit`; false if nothing does. */
  advanceToNext(limit: number): Promise<boolean>;
}

/** Where requests are replayed: an emulator in this process, or a deployment. */
export interface Stage {
  /** For reports. */
  url: string;
  /** Sends a request and reads the whole answer. */
  send(request: StageRequest): Promise<StageAnswer>;
  /** Whether the stage can sign for a recorded account. */
  has(account: string): boolean;
  /** Its time, in microseconds since 1970. */
  now(): number;
  /** Null: time passes by itself. */
  clock: StageClock | null;
  /** Waits between two looks at something that happens by itself, without a clock of its own. */
  pause(ms: number): Promise<void>;
  /** Gives a queued opportunity to an agent, whatever its place in the queue. Null: agents have to pick. */
  handOver: ((opportunity: string, holder: StageHolder) => Promise<boolean>) | null;
  /** Gives an account an organization, which is a name on it. Null: the stage has its own. */
  allow: ((account: string, organization: string) => void) | null;
  /** The password of an account, whose recorded one is hidden; null if it is not known. */
  passwordOf: (email: string) => { password: string; otp: string } | null;
  /** Whether there is nothing but what the replay makes. */
  isOwn: boolean;
  /** Ids, in lower case, of products that were there before the replay: it changes none of them. */
  others: ReadonlySet<string>;
}
