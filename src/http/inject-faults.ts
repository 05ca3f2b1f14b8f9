import type { Context, MiddlewareHandler, Next } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { FaultBook, Hit } from "../sandbox/fault-book.js";
import type { FaultRequest } from "../sandbox/fault-match.js";
import type { FaultEffect } from "../sandbox/fault-rule.js";
import type { KeptAnswer } from "../sandbox/stale-answers.js";
import type { Operation } from "../spec/operation-table.js";
import type { Env } from "./context.js";
import { faultRefusal } from "./fault-refusal.js";
import { delayResponse } from "./delay-response.js";
import { sendJson } from "./send-json.js";

/** Longest latency, in milliseconds: a normal draw could be anything. */
const LONGEST_MS = 600_000;

/** Has the sandbox's faults strike requests. Where there are none it is as if it were not there. */
export function injectFaults(operation: Operation): MiddlewareHandler<Env> {
  return (c, next) => (c.get("sandbox").faults.isEmpty ? next() : inject(operation, c, next));
}

/** One strike: the request, the fault that hits it, and what says that it did. */
interface Strike {
  c: Context<Env>;
  next: Next;
  operation: Operation;
  hit: Hit;
  /** Counts it and makes it known; false where the fault may strike no more. */
  strike: () => boolean;
}

async function inject(operation: Operation, c: Context<Env>, next: Next): Promise<Response | undefined> {
  const { faults } = c.get("sandbox");
  const request = await factsOf(c, operation, faults);
  const { hit, listening } = faults.consider(request);
  let response: Response | undefined;
  if (hit) response = await apply(striker(operation, c, next, hit));
  else await next();
  const truth = c.get("answer");
  if (response !== undefined || request.reading === null || !isReading(truth)) return response;
  for (const fault of listening) {
    const before = fault.answers.note(request.reading, truth);
    if (hit?.fault === fault && before !== null && striker(operation, c, next, hit).strike()) {
      c.res = sendJson(c, before.status as ContentfulStatusCode, JSON.parse(before.text));
    }
  }
  return undefined;
}

/** What is worth to be kept as the answer to a reading. */
const isReading = (
  answer: Env["Variables"]["answer"] | undefined,
): answer is KeptAnswer & { body: unknown } => answer?.text !== undefined && answer.status < 500;

function striker(operation: Operation, c: Context<Env>, next: Next, hit: Hit): Strike {
  const { fault } = hit;
  const strike = (): boolean => {
    const { faults, clock, bus } = c.get("sandbox");
    const now = clock.now();
    if (!faults.strike(fault, now)) return false;
    c.set("faultId", fault.id);
    bus.publish("fault", now, {
      fault_id: fault.id,
      name: fault.rule.name ?? null,
      effect: fault.kind,
      request_id: c.get("requestId"),
      operation_id: operation.operationId,
      path: c.req.path,
    });
    return true;
  };
  return { c, next, operation, hit, strike };
}

/** The answer in the place of the operation's; undefined where the operation answered. */
async function apply({ c, next, operation, hit, strike }: Strike): Promise<Response | undefined> {
  const { effect } = hit.fault.rule;
  switch (hit.fault.kind) {
    case "status":
      strike();
      return faultRefusal(c, operation, hit.fault);
    case "reset":
      strike();
      cut(c);
      // Nobody gets this.
      return c.body(null, 503);
    case "lose_answer":
      strike();
      await next();
      cut(c);
      return undefined;
    case "latency_ms":
      strike();
      await next();
      await delayResponse(
        c.get("sandbox"),
        latency(c.get("sandbox").faults, hit, effect.latency_ms!),
        goneSignals(c),
      );
      return undefined;
    case "truncate":
      await next();
      if (hasBody(c) && strike()) c.set("delivery", { kind: "truncated" });
      return undefined;
    case "slow_body_ms":
      await next();
      if (hasBody(c) && strike()) await slowBody(c, effect.slow_body_ms!);
      return undefined;
    case "delay_stored_ms":
      await c
        .get("sandbox")
        .faults.whileStoring(
          c.req.param("test_opportunity_id")!.toLowerCase(),
          () => (strike() ? effect.delay_stored_ms! : 0),
          next,
        );
      return undefined;
    case "stale":
      await next();
      return undefined;
  }
}

function cut(c: Context<Env>): void {
  c.set("cut", true);
  c.set("delivery", { kind: "cut" });
}

const hasBody = (c: Context<Env>): boolean => c.req.method !== "HEAD" && c.res.body !== null;

/** An in-process client on a manual clock is part of an activity, which may sleep only here: for it, all waits come first. */
async function slowBody(c: Context<Env>, ms: number): Promise<void> {
  const sandbox = c.get("sandbox");
  const signals = goneSignals(c);
  if (inProcess(c) && sandbox.settings.clock.mode === "manual") return delayResponse(sandbox, ms, signals);
  c.set("delivery", { kind: "slow", ms, pause: (step) => delayResponse(sandbox, step, signals) });
}

function latency(faults: FaultBook, hit: Hit, wish: NonNullable<FaultEffect["latency_ms"]>): number {
  if (typeof wish === "number") return wish;
  const { min, max, mean, deviation } = wish;
  if (min !== undefined && max !== undefined) return min + (max - min) * faults.draw(hit, "latency");
  // Box-Muller: two even draws make a normal one.
  const radius = Math.sqrt(-2 * Math.log(1 - faults.draw(hit, "radius")));
  const normal = radius * Math.cos(2 * Math.PI * faults.draw(hit, "angle"));
  return Math.min(Math.max(0, mean! + deviation! * normal), LONGEST_MS);
}

const inProcess = (c: Context<Env>): boolean =>
  (c.env as Env["Bindings"] | undefined)?.incoming === undefined;

/** What ends a wait: nobody waits for the answer any more. */
function goneSignals(c: Context<Env>): AbortSignal[] {
  return inProcess(c) ? [c.req.raw.signal, c.get("sandbox").labStopping] : [c.req.raw.signal];
}

async function factsOf(c: Context<Env>, operation: Operation, faults: FaultBook): Promise<FaultRequest> {
  const { operationId, aliasOf, security } = operation;
  const path = c.req.param() as Record<string, string | undefined>;
  const opportunityId = path["test_opportunity_id"] ?? c.req.query("test_opportunity_id");
  const opportunity = c.get("sandbox").state.opportunity(opportunityId?.toLowerCase() ?? "");
  const account = security === "none" ? undefined : c.get("account");
  const wantsBody = path["agent_id"] === undefined && operation.body !== null && faults.asksForAgent;
  return {
    operationId,
    aliasOf,
    path: c.req.path,
    productId: path["product_id"] ?? opportunity?.product_id,
    agentId: path["agent_id"] ?? (wantsBody ? await agentInBody(c) : undefined),
    account: account?.email,
    header: (name) => c.req.header(name),
    reading: c.req.method === "GET" ? `${account?.id ?? ""} ${addressOf(c.req.url)}` : null,
  };
}

/** Path and query. */
const addressOf = (url: string): string => url.slice(url.indexOf("/", url.indexOf("//") + 2));

/** The body is kept for those who read it next. */
async function agentInBody(c: Context<Env>): Promise<string | undefined> {
  try {
    const bytes = await c.req.arrayBuffer();
    c.set("bytes", bytes);
    const body = JSON.parse(Buffer.from(bytes).toString()) as { agent_id?: unknown } | null;
    return typeof body?.agent_id === "string" ? body.agent_id : undefined;
  } catch {
    return undefined;
  }
}
