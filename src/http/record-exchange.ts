import type { Context, MiddlewareHandler } from "hono";
import { machineWall } from "../clock/clock.js";
import type { Account } from "../domain/records.js";
import type { Logger } from "../log.js";
import {
  type Exchange,
  type ExchangeLog,
  isIdlePoll,
  type RecordedRefusal,
} from "../sandbox/exchange-log.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Env, Variables } from "./context.js";
import { subjectsOf } from "./exchange-subjects.js";
import { requestBodyOf, responseBodyOf } from "./kept-body.js";
import { refusalDetail } from "./refusal-detail.js";
import { Redactor, shownPath } from "./secrets.js";

type Recorded = Omit<Exchange, "id">;

const NOTHING: readonly string[] = [];

/**
 * Keeps each exchange in the log of the sandbox that it was for; where nobody is authenticated, of that whose consumer
 * key was named, else of the main one. It holds on to what is there already: nothing is copied or made into text.
 * Beside that a line in the emulator's log: `debug` where it went well, `info` for a refusal, `error` for the
 * emulator's own faults.
 */
export function recordExchange(registry: SandboxRegistry, log: Logger): MiddlewareHandler<Env> {
  const wall = machineWall();
  return async (c, next) => {
    const wallAt = wall.now();
    await next();
    const durationMs = wall.now() - wallAt;
    try {
      const { sandbox, named } = sandboxOf(c, registry);
      const requestBody = await requestBodyOf(c);
      const recorded = recordedOf(c, sandbox, { wallAt, durationMs, requestBody });
      recorded.refusal = refusalOf(c, recorded, { sandbox, named, registry });
      tell(recorded, log);
      publish(sandbox, sandbox.exchanges, recorded);
    } catch (error) {
      // What was done is done: the client gets its answer.
      log.error({ error: error instanceof Error ? error.stack : String(error) }, "exchange not recorded");
    }
  };
}

function recordedOf(
  c: Context<Env>,
  sandbox: Sandbox,
  facts: Pick<Recorded, "wallAt" | "durationMs" | "requestBody">,
): Recorded {
  const known = varsOf(c);
  const { operation, answer } = known;
  const operationId = operation?.operationId ?? null;
  return {
    requestId: c.get("requestId"),
    at: known.cameAt ?? sandbox.clock.now(),
    ...facts,
    source: (c.env as Env["Bindings"] | undefined)?.lab === true ? "lab" : "client",
    operationId,
    account: operation?.security === "none" ? null : (known.account?.email ?? null),
    method: c.req.method,
    url: c.req.url,
    path: c.req.path,
    requestHeaders: c.req.raw.headers,
    response:
      known.cut === true
        ? null
        : { status: c.res.status, headers: c.res.headers, body: responseBodyOf(c, answer?.text) },
    requestProblems: known.requestProblems ?? NOTHING,
    responseProblems: known.responseProblems ?? NOTHING,
    refusal: null,
    faultId: known.faultId ?? null,
    nearest: known.nearest ?? null,
    subjects: subjectsOf(
      { operationId, path: known.path ?? {}, body: known.body, answer: answer?.body },
      sandbox.state,
    ),
  };
}

/** What the steps of the request have handed on; each may have been left out. */
const varsOf = (c: Context<Env>): Partial<Variables> => c.var;

/** The sandbox of the request, and the account whose consumer key it named. */
function sandboxOf(
  c: Context<Env>,
  registry: SandboxRegistry,
): { sandbox: Sandbox; named: Account | undefined } {
  const { sandbox, account } = varsOf(c);
  if (sandbox) return { sandbox, named: account };
  const key = /oauth_consumer_key="([^"]{1,500})"/i.exec(c.req.header("authorization") ?? "")?.[1];
  const found = key === undefined ? undefined : registry.byConsumer(decoded(key));
  return { sandbox: found?.sandbox ?? registry.main, named: found?.account };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refusalOf(
  c: Context<Env>,
  recorded: Recorded,
  around: { sandbox: Sandbox; named: Account | undefined; registry: SandboxRegistry },
): RecordedRefusal | null {
  const { response, operationId, requestProblems, responseProblems } = recorded;
  if (response === null || response.status < 400) return null;
  const { answer, account, path = {}, body } = varsOf(c);
  const { id, code, message } = (answer?.body ?? {}) as {
    id?: string;
    code?: string;
    message?: string;
  };
  const facts = {
    status: response.status,
    operationId,
    sandbox: around.sandbox,
    account,
    named: around.named,
    path,
    body,
    problems: requestProblems,
    error: responseProblems[0] ?? (c.error === undefined ? null : `${c.error.name}: ${c.error.message}`),
  };
  return {
    id: id ?? code ?? `status-${response.status}`,
    message: message ?? "",
    detail: refusalDetail(facts, around.registry),
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
    path: shownPath(path),
    status: response?.status ?? null,
    operation_id: operationId,
    account,
    source,
    fault_id: faultId,
  });
}
