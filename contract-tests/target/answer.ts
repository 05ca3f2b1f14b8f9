import type { Credentials, SignatureMethod } from "../../src/oauth1/sign.js";

/** The input of an operation; parameters go into the path and the query of the spec. */
export interface CallInput {
  path?: Record<string, string>;
  /** A list repeats the parameter. */
  query?: Record<string, string | readonly string[]>;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** False: no retries, because the clause expects 429, 503 or no answer. */
  retry?: false;
}

/** A raw request, for input that the spec does not allow. */
export interface RawRequest {
  method: string;
  /** Path below the target's URL, with query, percent-encoded: `/products?x=1`. */
  path: string;
  headers?: Record<string, string>;
  /** Sent unchanged. */
  body?: string | Uint8Array;
  /** Overrides parts of the actor's signature. */
  sign?: SignOtherwise;
  /** False: no retries, because the clause expects 429, 503 or no answer. */
  retry?: false;
}

/** Overrides for a signature, to make it wrong. */
export interface SignOtherwise {
  credentials?: Partial<Credentials>;
  method?: SignatureMethod;
  /** Seconds since 1970. */
  timestamp?: number;
  nonce?: string;
  /** The signed URL, if it differs from the sent one. */
  url?: string;
  /** Changes the final header. */
  header?: (authorization: string) => string;
}

/** A complete answer. */
export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  text: string;
  /** The length of the whole text, if `text` is its beginning. */
  textLength?: number;
  /** The body as JSON; undefined if it is not JSON. */
  json: unknown;
  /** Without parameters, in lower case; empty if missing. */
  contentType: string;
  /** The exchange for reports, without secrets. */
  exchange: ExchangeRecord;
}

/** A request and its answer, for reports. */
export interface ExchangeRecord {
  operation: string | null;
  method: string;
  /** With the query. */
  url: string;
  /** Authorization is replaced by `OAuth ...`. */
  requestHeaders: Record<string, string>;
  requestBody: string | null;
  /** Null if no answer was received. */
  status: number | null;
  responseHeaders: Record<string, string>;
  responseBody: string | null;
  durationMs: number;
  /** How the request is signed; left out in reports of older versions. */
  signed?: Signed;
}

/** Signed by the first or the second account, in a way of the clause's, or not at all. */
export type Signed = "first" | "second" | "otherwise" | "no";
