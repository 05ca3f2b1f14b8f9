import type { Account, Change, Holder, Instant } from "../domain/records.js";
import type { Refusal } from "../domain/refusal.js";
import type { State } from "../domain/state.js";
import type { AnswerOf, InputOf } from "../spec/typed-operations.js";
import type { operations } from "../spec/types.gen.js";

/** Every operation of the product API; one that has no handler does not compile. */
export type OperationId = keyof operations;

/** A refusal in the form of Ubuntu SSO (contract.md §3). */
export interface SsoRefusal {
  sso: { status: 400 | 401 | 403; code: string; message: string; extra: Record<string, unknown> };
}

/** What a request turned out to be about, for those who watch the sandbox. What its path names need not be said. */
export interface About {
  products?: readonly string[];
  /** Those that it made, gave out, or posted a result of. */
  opportunities?: readonly string[];
  /** The agent that made it, and what it did: asked for work, or posted a result. */
  agent?: { did: "poll" | "post"; id: string; /** Null where it was refused. */ holder: Holder | null };
}

/** An answer that the spec knows, or a refusal; and what it is about. */
export type Answer<Id extends OperationId> = (AnswerOf<operations, Id> | Refusal | SsoRefusal) & {
  about?: About;
};

/** What a handler may use: the sandbox's state at one moment. */
export interface Call {
  state: State;
  now: Instant;
  newId: () => string;
  newSecret: () => string;
  /** Applies the changes of one command; they are durable before the answer is sent. */
  commit: (changes: readonly Change[]) => void;
  /** Who signed the request. */
  account: Account;
}

/**
 * Handlers are synchronous: from reading the time to the commit nothing else runs, so that commands are atomic and
 * times never go back.
 */
export type Handler<Id extends OperationId> = (input: InputOf<operations, Id>, call: Call) => Answer<Id>;
export type Handlers = { [Id in OperationId]: Handler<Id> };
