import type { Credentials, SignatureMethod } from "../../src/oauth1/sign.js";

/** What an operation is called with; parameters are written into the path and the query of the spec. */
export interface CallInput {
  path?: Record<string, string>;
  /** A list gives a parameter several times. */
  query?: Record<string, string | readonly string[]>;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** False: an answer 429 or 503, or none at all, is what the clause wants to see. */
  retry?: false;
}

/** A request as it is, for what the spec does not allow. */
export interface RawRequest {
  method: string;
  /** Below the target's URL, with its query, percent-encoded: `/products?x=1`. */
  path: string;
  headers?: Record<string, string>;
  /** Sent as it is. */
  body?: string | Uint8Array;
  /** Signs otherwise than the actor would. */
  sign?: SignOtherwise;
  /** False: an answer 429 or 503, or none at all, is what the clause wants to see. */
  retry?: false;
}

/** A signature with something else than what would be right. */
export interface SignOtherwise {
  credentials?: Partial<Credentials>;
  method?: SignatureMethod;
  /** Seconds since 1970. */
  timestamp?: number;
  nonce?: string;
  /** The URL that is signed instead of the one that is sent. */
  url?: string;
  /** Changes the finished header. */
  header?: (authorization: string) => string;
}

/** An answer, read whole. */
export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  text: string;
  /** The body as JSON; undefined where it is none. */
  json: unknown;
  /** Without parameters, in lower case; empty where there is none. */
  contentType: string;
  /** What was sent and what came, for reports; secrets are left out. */
  exchange: ExchangeRecord;
}

/** One request and its answer as a report shows them. */
export interface ExchangeRecord {
  operation: string | null;
  method: string;
  /** With the query. */
  url: string;
  /** Authorization is `OAuth ...`, never what was sent. */
  requestHeaders: Record<string, string>;
  requestBody: string | null;
  /** Null where none came. */
  status: number | null;
  responseHeaders: Record<string, string>;
  responseBody: string | null;
  durationMs: number;
}
