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
import type { Reply } from "./reply.js";
import { Redactor, shownPath } from "./secrets.js";
import { subjectsOf } from "./subjects.js";

/** An event tells the beginning of a path, in characters; the exchange has all of it. */
const PATH_TOLD = 200;

type Recorded = Omit<Exchange, "id">;

/** What is recorded of a request that was answered. */
export interface Answered {
  request: ProductRequest;
  reply: Reply;
  requestBody: KeptBody;
  durationMs: number;
}

/**
 * Keeps each exchange in the log of the sandbox that it was for; where nobody is authenticated, of that whose consumer
 * key was named, else of the main one. It holds on to what is there already: nothing is copied or made into text.
 * Beside that a line in the emulator's log: `debug` where it went well, `info` for a refusal, `error` for the
 * emulator's own faults.
 */
export function exchangeRecorder(registry: SandboxRegistry, log: Logger): (answered: Answered) => void {
  return (answered) => {
    try {
      const named = namedAccount(answered.request, registry);
      const recorded = recordedOf(answered);
      recorded.refusal = refusalOf(answered, recorded, { named, registry });
      tell(recorded, log);
      publish(answered.request.sandbox, answered.request.sandbox.exchanges, recorded);
    } catch (error) {
      // What was done is done: the client gets its answer.
      log.error({ error: error instanceof Error ? error.stack : String(error) }, "exchange not recorded");
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
    requestHeaders: req.raw.headers,
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

/** A socket's headers as they came are counted faster than the object made of them. */
function headerBytes({ req, bindings }: ProductRequest, answered: Reply["headers"]): number {
  let bytes = 0;
  if (bindings.incoming) for (const text of bindings.incoming.rawHeaders) bytes += text.length;
  else for (const [name, value] of req.raw.headers) bytes += name.length + value.length;
  for (const name in answered) bytes += name.length + answered[name]!.length;
  return bytes;
}

/** The account that signed, or whose consumer key was named at least: then the exchange is of its sandbox. */
function namedAccount(request: ProductRequest, registry: SandboxRegistry): Account | undefined {
  if (request.account !== null) return request.account;
  const key = /oauth_consumer_key="([^"]{1,500})"/i.exec(request.req.header("authorization") ?? "")?.[1];
  const found = key === undefined ? undefined : registry.byConsumer(decoded(key));
  if (found) request.sandbox = found.sandbox;
  return found?.account;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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
  redactor.headers(recorded.requestHeaders);
  redactor.path(recorded.path);
  const reason = redactor.message(refusal.message);
  log[faultId !== null || (status !== null && status < 500) ? "info" : "error"](
    { ...facts, reason },
    "request refused",
  );
}

function publish(sandbox: Sandbox, exchanges: ExchangeLog, recorded: Recorded): void {
  const { id, at, method, path, response, operationId, account, source, faultId } = exchanges.add(recorded);
  // Endless polls would push out of the bus what others want to catch up with.
  if (isIdlePoll(recorded)) return;
  sandbox.bus.publish("exchange", at, {
    exchange_id: id,
    method,
    path: shownPath(path).slice(0, PATH_TOLD),
    status: response?.status ?? null,
    operation_id: operationId,
    account,
    source,
    fault_id: faultId,
  });
}
