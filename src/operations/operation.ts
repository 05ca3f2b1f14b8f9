import type { Account, Change, Holder, Instant } from "../domain/records.js";
import type { Refusal } from "../domain/refusal.js";
import type { State } from "../domain/state.js";
import type { LongList } from "./long-list.js";
import type { AnswerOf, InputOf } from "../spec/typed-operations.js";
import type { operations } from "../spec/types.gen.js";

/** Every operation of the product API; a missing handler does not compile. */
export type OperationId = keyof operations;

/** A refusal in the form of Ubuntu SSO (contract.md §3). */
export interface SsoRefusal {
  sso: { status: 400 | 401 | 403; code: string; message: string; extra: Record<string, unknown> };
}

/** The subjects of a request, for the exchange log and the traces, beyond those that its path names. */
export interface About {
  products?: readonly string[];
  /** The opportunities that it made, picked, or posted a result of. */
  opportunities?: readonly string[];
  /** The agent that made it, and what it did: polled, or posted a result. */
  agent?: { did: "poll" | "post"; id: string; /** Null if it was refused. */ holder: Holder | null };
}

/** An answer of the spec or a refusal, with its subjects. */
export type Answer<Id extends OperationId> = (AnswerOf<operations, Id> | Refusal | SsoRefusal) & {
  about?: About;
  /** The body as JSON, where it is made already. */
  text?: string;
  /** The whole list, where the body has only its first items. */
  long?: LongList;
};

/** The input of a handler: the sandbox's state at one moment. */
export interface Call {
  state: State;
  now: Instant;
  newId: () => string;
  /** The id of a thing that its parts name, at any time the same. */
  idOf: (...parts: string[]) => string;
  newSecret: () => string;
  /** Applies the changes of one command; they are durable before the answer is sent. */
  commit: (changes: readonly Change[]) => void;
  /** The account that signed the request. */
  account: Account;
}

/**
 * Handlers are synchronous: nothing else runs between reading the time and the commit, so commands are atomic and
 * times never go back.
 */
export type Handler<Id extends OperationId> = (input: InputOf<operations, Id>, call: Call) => Answer<Id>;
export type Handlers = { [Id in OperationId]: Handler<Id> };
