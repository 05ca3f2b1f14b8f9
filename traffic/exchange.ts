import { jsonOrNone } from "../src/text/json-or-none.js";

/** Name and value of a header, as it was sent; a name may occur several times. */
export type HeaderPair = readonly [name: string, value: string];

/** A body that passed through, or the beginning of a long one. */
export interface Body {
  /** The whole length in bytes, as sent. */
  bytes: number;
  /** As text, without its content encoding; null if it is no text or was not kept. */
  text: string | null;
  /** Whether `text` is only the beginning. */
  isCut: boolean;
}

/** Why a request got no whole answer. */
export interface Failure {
  /** That of the system or of Node: `ECONNREFUSED`, `ETIMEDOUT`. */
  code: string;
  message: string;
  /** `client`: the client left before the answer was complete, which says nothing of the target. */
  stage: "connecting" | "reused" | "sent" | "client";
}

/** The answer of a target. */
export interface TrafficAnswer {
  status: number;
  headers: readonly HeaderPair[];
  body: Body;
}

/** A request of a client and the answer of a deployment, without secrets. */
export interface TrafficExchange {
  /** Its number in the traffic, from 1, in the order in which the answers ended. */
  n: number;
  /** When the request came and when its answer ended: milliseconds since 1970. */
  began: number;
  ended: number;
  /** The name of the account that signed; null: unsigned, or signed in a way that is not known. */
  account: string | null;
  /** Whether it had a signature at all. */
  isSigned: boolean;
  method: string;
  /** Below the target's URL, with the query, percent-encoded: `/products?x=1`. */
  path: string;
  headers: readonly HeaderPair[];
  body: Body;
  /** Null if there was none, or if it ended early. */
  answer: TrafficAnswer | null;
  failure: Failure | null;
}

/** No body. */
export const NO_BODY: Body = { bytes: 0, text: "", isCut: false };

/** The value of a header; values that are repeated are joined with commas. Undefined if there is none. */
export function headerOf(headers: readonly HeaderPair[], name: string): string | undefined {
  const values = headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

/** Headers by their names in lower case. */
export function headerRecord(headers: readonly HeaderPair[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    found[name] = Object.hasOwn(found, name) ? `${found[name]!}, ${value}` : value;
  }
  return found;
}

/** A whole body as JSON; undefined if it is none. */
export function jsonOf({ text, isCut }: Body): unknown {
  return text === null || text === "" || isCut ? undefined : jsonOrNone(text);
}
