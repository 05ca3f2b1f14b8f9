import type { FaultBook, Hit } from "../sandbox/fault-book.js";
import type { FaultRequest } from "../sandbox/fault-match.js";
import type { FaultEffect } from "../sandbox/fault-rule.js";
import type { KeptAnswer } from "../sandbox/stale-answers.js";
import { serverFactsOf } from "../operations/server-facts.js";
import type { Operation } from "../spec/operation-table.js";
import type { ProductRequest } from "./context.js";
import { delayResponse } from "./delay-response.js";
import { faultRefusal } from "./fault-refusal.js";
import { parseJson, textOf } from "./json-text.js";
import { jsonReply, type Reply } from "./reply.js";
import { agentOf, namedBy } from "./subjects.js";

/** Maximum latency in milliseconds: a draw from a normal distribution has no bound. */
const MAX_LATENCY_MS = 600_000;

/** A request and the fault that is to be applied to it. */
interface Application {
  request: ProductRequest;
  operation: Operation;
  hit: Hit;
  /** Executes the request. */
  proceed: () => Promise<Reply>;
  /** Counts and publishes the application; false if the fault is used up. */
  fire: () => boolean;
}

/** Applies the sandbox's faults to a request. `proceed` executes the request, unless a fault prevents that. */
export async function injectFaults(
  request: ProductRequest,
  operation: Operation,
  proceed: () => Promise<Reply>,
): Promise<Reply> {
  const { faults } = request.sandbox;
  const facts = factsForFaults(request, operation, faults);
  const { hit, listening } = faults.consider(facts);
  // Half of an answer is known only of a whole one, and an answer that is kept for later must be whole, too.
  request.needsWhole = hit?.fault.kind === "truncate" || listening.length > 0;
  const application = hit && { request, operation, hit, proceed, fire: firing(request, operation, hit) };
  const reply = application ? await apply(application) : await proceed();
  const isRefusal = hit?.fault.kind === "status" || hit?.fault.kind === "reset";
  if (facts.reading === null || isRefusal || !isReading(reply)) return reply;
  let answer: Reply = reply;
  for (const fault of listening) {
    const before = fault.answers.note(facts.reading, reply);
    if (application?.hit.fault === fault && before !== null && application.fire()) {
      answer = jsonReply(before.status, JSON.parse(before.text));
    }
  }
  return answer;
}

/** Whether an answer is kept for later stale answers. */
const isReading = (reply: Reply): reply is Reply & KeptAnswer => reply.text !== null && reply.status < 500;

function firing(request: ProductRequest, { operationId }: Operation, { fault }: Hit): () => boolean {
  return () => {
    const { faults, clock, bus } = request.sandbox;
    const now = clock.now();
    if (!faults.fire(fault, now)) return false;
    request.faultId = fault.id;
    bus.publish("fault", now, {
      fault_id: fault.id,
      name: fault.rule.name ?? null,
      effect: fault.kind,
      request_id: request.id,
      operation_id: operationId,
      path: request.req.path,
    });
    return true;
  };
}

async function apply({ request, operation, hit, proceed, fire }: Application): Promise<Reply> {
  const { sandbox } = request;
  const { effect } = hit.fault.rule;
  switch (hit.fault.kind) {
    case "status":
      fire();
      return faultRefusal(operation.operationId, hit.fault);
    case "reset":
      fire();
      request.delivery = { kind: "cut" };
      // For the exchange log only: the connection is cut.
      return faultRefusal(operation.operationId, hit.fault);
    case "lose_answer": {
      fire();
      const lost = await proceed();
      request.delivery = { kind: "cut" };
      return lost;
    }
    case "latency_ms": {
      fire();
      const late = await proceed();
      await delayResponse(sandbox, latency(sandbox.faults, hit, effect.latency_ms!), goneSignals(request));
      return late;
    }
    case "truncate": {
      const whole = await proceed();
      if (hasBody(request, whole) && fire()) request.delivery = { kind: "truncated" };
      return whole;
    }
    case "slow_body_ms": {
      const whole = await proceed();
      if (hasBody(request, whole) && fire()) await slowBody(request, effect.slow_body_ms!);
      return whole;
    }
    case "delay_stored_ms": {
      const opportunity = namedBy(request).opportunity!;
      const delay = (): number => (fire() ? effect.delay_stored_ms! : 0);
      return sandbox.faults.whileStoring(opportunity, delay, proceed);
    }
    case "stale":
      return proceed();
  }
}

const hasBody = ({ req }: ProductRequest, { text }: Reply): boolean => req.method !== "HEAD" && text !== null;

/** On a manual clock, an in-process client is part of a tracked activity, which may wait only here: it waits before the body. */
async function slowBody(request: ProductRequest, ms: number): Promise<void> {
  const { sandbox } = request;
  const signals = goneSignals(request);
  if (inProcess(request) && sandbox.settings.clock.mode === "manual")
    return delayResponse(sandbox, ms, signals);
  request.delivery = { kind: "slow", ms, pause: (step) => delayResponse(sandbox, step, signals) };
}

function latency(faults: FaultBook, hit: Hit, wish: NonNullable<FaultEffect["latency_ms"]>): number {
  if (typeof wish === "number") return wish;
  const { min, max, mean, deviation } = wish;
  if (min !== undefined && max !== undefined) return min + (max - min) * faults.draw(hit, "latency");
  // Box-Muller: two uniform draws give a normal one.
  const radius = Math.sqrt(-2 * Math.log(1 - faults.draw(hit, "radius")));
  const normal = radius * Math.cos(2 * Math.PI * faults.draw(hit, "angle"));
  return Math.min(Math.max(0, mean! + deviation! * normal), MAX_LATENCY_MS);
}

const inProcess = ({ bindings }: ProductRequest): boolean => bindings.incoming === undefined;

/** The signals that end a wait because no client waits for the answer. */
function goneSignals(request: ProductRequest): AbortSignal[] {
  const { signal } = request.req.raw;
  return inProcess(request) ? [signal, request.sandbox.labStopping] : [signal];
}

function factsForFaults(
  request: ProductRequest,
  { operationId, aliasOf }: Operation,
  faults: FaultBook,
): FaultRequest {
  const { req, params, account, sandbox } = request;
  const named = namedBy(request);
  // A GET names its opportunity in the query.
  const asked = named.opportunity ?? req.query("test_opportunity_id")?.toLowerCase();
  const { agentInBody, postsResult } = serverFactsOf(operationId);
  return {
    operationId,
    aliasOf,
    postsResult,
    path: req.path,
    productId: params["product_id"] ?? sandbox.state.opportunity(asked ?? "")?.product_id,
    agentId: named.agent ?? (agentInBody && faults.asksForAgent ? unreadAgent(request) : undefined),
    account: account?.email,
    header: (name) => req.header(name),
    reading: req.method === "GET" ? `${account?.id ?? ""} ${addressOf(req.url)}` : null,
  };
}

/** Path and query. */
const addressOf = (url: string): string => url.slice(url.indexOf("/", url.indexOf("//") + 2));

/** The agent in a body that has not been validated. */
function unreadAgent({ bytes }: ProductRequest): string | undefined {
  try {
    return bytes === null ? undefined : agentOf(parseJson(textOf(bytes)).value);
  } catch {
    return undefined;
  }
}
