import { MAX_KEPT_BODY, type KeptBody } from "../sandbox/exchange-log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { publishExchange } from "./record-exchange.js";

/** An exchange of a client with another service, such as one that a proxy saw. */
export interface ForeignExchange {
  /** When the request came, in milliseconds since 1970. */
  wallAt: number;
  durationMs: number;
  operationId: string | null;
  /** Name of the account that signed. */
  account: string | null;
  method: string;
  url: string;
  path: string;
  requestHeaders: Readonly<Record<string, string>>;
  requestBody: string | null;
  response: { status: number; headers: Readonly<Record<string, string>>; body: string | null } | null;
  requestProblems: readonly string[];
  responseProblems: readonly string[];
}

/** Shows an exchange among those of a sandbox, which the dashboard lists. */
export function showForeignExchange(sandbox: Sandbox, foreign: ForeignExchange): void {
  const { requestHeaders, requestBody, response, ...facts } = foreign;
  publishExchange(sandbox, sandbox.exchanges, {
    ...facts,
    requestId: "",
    at: sandbox.clock.now(),
    source: "client",
    requestHeaders: new Headers(requestHeaders),
    headerBytes: JSON.stringify([requestHeaders, response?.headers]).length,
    requestBody: keptBody(requestBody),
    response: response && { ...response, body: keptBody(response.body) },
    ...{ refusal: null, faultId: null, nearest: null, foundNothing: false },
    subjects: { agent: null, products: [], opportunities: [] },
  });
}

function keptBody(text: string | null): KeptBody {
  if (text === null || text.length <= MAX_KEPT_BODY) return { bytes: null, kept: text ?? "" };
  return { bytes: Buffer.byteLength(text), kept: text.slice(0, MAX_KEPT_BODY) };
}
