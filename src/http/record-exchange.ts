import type { Account } from "../domain/records.js";
import type { Logger } from "../log.js";
import {
  type Exchange,
  type ExchangeLog,
  isIdlePoll,
  type KeptBody,
  type RecordedRefusal,
} from "../sandbox/exchange-log.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { keptReplyBody } from "./body.js";
import type { ProductRequest } from "./context.js";
import { refusalDetail } from "./refusal-detail.js";
import { headersOf } from "./raw-headers.js";
import { serverFactsOf } from "../operations/server-facts.js";
import type { Reply } from "./reply.js";
import { isToldField, Redactor, shownPath } from "./secrets.js";
import { subjectsOf } from "./subjects.js";
import { percentDecoded } from "../text/percent-decoded.js";

/** Maximum number of characters of a path in an event; the exchange has the whole path. */
const MAX_EVENT_PATH = 200;

type Recorded = Omit<Exchange, "id">;

/** What is recorded of an answered request. */
export interface Answered {
  request: ProductRequest;
  reply: Reply;
  requestBody: KeptBody;
  durationMs: number;
}

/**
 * Keeps each exchange in the log of its sandbox: the authenticated account's, otherwise that of the named consumer key,
 * otherwise the main one. It keeps references: nothing is copied or serialized.
 * Also writes a line to the emulator's log: `debug` for a success, `info` for a refusal, `error` for the emulator's own
 * failures.
 */
export function exchangeRecorder(registry: SandboxRegistry, log: Logger): (answered: Answered) => void {
  return (answered) => {
    try {
      const named = namedAccount(answered.request, registry);
      const recorded = recordedOf(answered);
      recorded.refusal = refusalOf(answered, recorded, { named, registry });
      tell(recorded, log);
      publishExchange(answered.request.sandbox, answered.request.sandbox.exchanges, recorded);
    } catch (error) {
      // The request was executed, so the client gets its answer.
      log.error(
        { error: error instanceof Error ? error.stack : String(error) },
        "the exchange could not be recorded",
      );
    }
  };
}

function recordedOf({ request, reply, requestBody, durationMs }: Answered): Recorded {
  const { req, sandbox, operation, about, fromLab } = request;
  const { status, headers } = reply;
  return {
    requestId: request.id,
    at: request.cameAt ?? sandbox.clock.now(),
    wallAt: request.wallAt,
    durationMs,
    requestBody,
    source: fromLab ? "lab" : "client",
    operationId: operation?.operationId ?? null,
    account: request.account?.email ?? null,
    method: req.method,
    url: req.url,
    path: req.path,
    // Not the request itself, which would stay in memory with the exchange.
    requestHeaders: request.headers,
    headerBytes: headerBytes(request, headers),
    response:
      request.delivery?.kind === "cut" ? null : { status, headers, body: keptReplyBody(reply, req.method) },
    requestProblems: request.requestProblems,
    responseProblems: request.responseProblems,
    refusal: null,
    faultId: request.faultId,
    nearest: request.nearest,
    foundNothing: about?.agent?.did === "poll" && about.opportunities === undefined,
    subjects: subjectsOf(request),
  };
}

/** What a name or a value takes in memory beside its characters, in bytes: a client may send many short ones. */
const TEXT_BYTES = 32;

function headerBytes({ headers }: ProductRequest, answered: Reply["headers"]): number {
  let bytes = 0;
  if (headers instanceof Headers)
    for (const [name, value] of headers) bytes += name.length + value.length + 2 * TEXT_BYTES;
  else for (const text of headers) bytes += text.length + TEXT_BYTES;
  for (const name in answered) bytes += name.length + answered[name]!.length + 2 * TEXT_BYTES;
  return bytes;
}

/** The account that signed, or else the account of the named consumer key. The exchange belongs to its sandbox. */
function namedAccount(request: ProductRequest, registry: SandboxRegistry): Account | undefined {
  if (request.account !== null) return request.account;
  const key = /oauth_consumer_key="([^"]{1,500})"/i.exec(request.header("authorization") ?? "")?.[1];
  const found = key === undefined ? undefined : registry.byConsumer(percentDecoded(key));
  if (found) request.sandbox = found.sandbox;
  return found?.account;
}

function refusalOf(
  { request, reply }: Answered,
  recorded: Recorded,
  { named, registry }: { named: Account | undefined; registry: SandboxRegistry },
): RecordedRefusal | null {
  if (recorded.response === null || reply.status < 400) return null;
  const { id, code, message } = (reply.body ?? {}) as { id?: string; code?: string; message?: string };
  const { error, responseProblems } = request;
  const facts = {
    request,
    status: reply.status,
    named,
    error: responseProblems[0] ?? (error && `${error.name}: ${error.message}`),
  };
  return {
    id: id ?? code ?? `status-${reply.status}`,
    message: message ?? "",
    detail: refusalDetail(facts, registry),
  };
}

/** The line in the emulator's log. */
function tell(recorded: Recorded, log: Logger): void {
  const { requestId, method, response, refusal, faultId } = recorded;
  const status = response?.status ?? null;
  const facts = { requestId, method, path: shownPath(recorded.path), status };
  if (refusal === null) {
    log.debug(response === null ? { ...facts, fault: faultId } : facts, "request");
    return;
  }
  const redactor = new Redactor();
  redactor.headers(headersOf(recorded.requestHeaders));
  // A refusal may quote both.
  redactor.path(recorded.path);
  redactor.url(recorded.url);
  if (recorded.operationId !== null && serverFactsOf(recorded.operationId).refusesAs === "sso") {
    for (const problem of recorded.requestProblems) {
      const [field] = problem.split(": ", 1);
      if (!isToldField(field!)) redactor.secret(field);
    }
  }
  const reason = redactor.message(refusal.message);
  log[faultId !== null || (status !== null && status < 500) ? "info" : "error"](
    { ...facts, reason },
    "request refused",
  );
}

/** Adds an exchange to a log, and tells the sandbox's watchers of it. */
export function publishExchange(sandbox: Sandbox, exchanges: ExchangeLog, recorded: Recorded): void {
  const { id, at, method, path, response, operationId, account, source, faultId } = exchanges.add(recorded);
  // Idle polls would push other events out of the bus.
  if (isIdlePoll(recorded)) return;
  sandbox.bus.publish("exchange", at, {
    exchange_id: id,
    method,
    path: shownPath(path).slice(0, MAX_EVENT_PATH),
    status: response?.status ?? null,
    operation_id: operationId,
    account,
    source,
    fault_id: faultId,
  });
}
