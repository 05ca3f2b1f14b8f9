import { type Context, Hono, type MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { AdvanceError } from "../clock/advance.js";
import { ClockClosed, machineWall } from "../clock/clock.js";
import { DocumentError } from "../documents/yaml-document.js";
import { isRefusal, type Refusal } from "../domain/refusal.js";
import { routeOf } from "../http/app.js";
import { BodyBrokenOff, bodyReader } from "../http/body.js";
import { type Env, RequestContext } from "../http/context.js";
import { busy, NoRoom } from "../http/body-room.js";
import { unavailableReply } from "../http/failure.js";
import { problem } from "../http/problem.js";
import { emptyReply, jsonReply, listReply, type Reply, toResponse } from "../http/reply.js";
import { unmatched } from "../http/unmatched.js";
import { noteKept } from "../http/untaken.js";
import { requestValidator } from "../http/validate-request.js";
import { responseValidator } from "../http/validate-response.js";
import { JsonTextError } from "../http/json-text.js";
import type { LongList } from "../operations/long-list.js";
import { StoreError } from "../persistence/store.js";
import { DEFAULT_SANDBOX, Unavailable } from "../sandbox/registry.js";
import { QuotaExceeded } from "../sandbox/quota.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { SandboxError } from "../sandbox/sandboxes.js";
import type { Logger } from "../log.js";
import type { Operation } from "../spec/operation-table.js";
import type { Controlled, ControlAnswer, ControlCall, ControlId } from "./control.js";
import { guard } from "./guard.js";
import { controlHandlers } from "./handlers/index.js";

type AnyHandler = (
  input: { path: object; query: object; body: unknown },
  call: ControlCall,
) => ControlAnswer<ControlId> | Promise<ControlAnswer<ControlId>>;

interface AnyAnswer {
  status: number;
  body: unknown;
  text?: string;
  long?: LongList;
}

/** The control plane, `/_emulator/...`, driven by its own spec. Its requests are not recorded in sandboxes. */
export function createControlApp(controlled: Controlled): Hono<Env> {
  const { controlSpec: spec, config } = controlled;
  const app = new Hono<Env>();
  app.use("/_emulator/*", counted(controlled));
  app.use("/_emulator/*", guard(config, { gate: controlled.gate }));
  for (const operation of spec.operations) {
    const { method, path } = operation;
    app.on(method.toUpperCase(), routeOf(path), pipelineOf(operation, controlled));
  }
  const refuse = unmatched(spec.operations);
  app.all("/_emulator/*", (c) => toResponse(refuse(c.req).reply));
  return app;
}

/** Counts the answered requests by operation; those that the guard refused or that match none have none. */
function counted({ controlSpec, figures }: Controlled): MiddlewareHandler<Env> {
  const wall = machineWall();
  const byRoute = new Map(
    controlSpec.operations.map(({ method, path, operationId }) => [
      `${method.toUpperCase()} ${routeOf(path)}`,
      figures.control.of(operationId),
    ]),
  );
  const others = figures.control.of();
  return async (c, next) => {
    const from = wall.now();
    await next();
    const method = c.req.method === "HEAD" ? "GET" : c.req.method;
    const counts = byRoute.get(`${method} ${routePath(c)}`) ?? others;
    counts.note("client", c.res.status, wall.now() - from);
  };
}

/** The steps of a control-plane request, in order. */
function pipelineOf(operation: Operation, controlled: Controlled): (c: Context<Env>) => Promise<Response> {
  const { controlSpec: spec, log } = controlled;
  const { method, path, operationId } = operation;
  const handler = (controlHandlers as unknown as Record<string, AnyHandler>)[operationId]!;
  const readBody = bodyReader(operation);
  const validateRequest = requestValidator(operation, spec);
  const validateResponse = responseValidator(operation, spec, log);

  const answer = async (c: Context<Env>, context: RequestContext): Promise<Reply | Response> => {
    const forbidden = context.bindings.confined?.mayNot(`${method.toUpperCase()} ${path}`) ?? null;
    if (forbidden !== null) return problem({ id: "forbidden", message: forbidden });
    const refused = (await readBody(context)) ?? validateRequest(context);
    if (refused) return refused;
    const { params, query, body } = context;
    return replyOf(await handler({ path: params, query, body }, callOf(c, context, controlled)));
  };

  return async (c) => {
    const context = new RequestContext(c);
    let reply: Reply | Response;
    try {
      reply = await answer(c, context);
    } catch (error) {
      const cause = error instanceof ClockClosed && hasLeft(context, controlled) ? movedClock(error) : error;
      reply = failureReply(cause, { isRead: method === "get", log });
    }
    if (!(reply instanceof Response)) {
      const judged = validateResponse(context, reply);
      const { outgoing } = context.bindings;
      if (judged.long && outgoing) noteKept(outgoing, judged.long.kept);
      return toResponse(judged);
    }
    const { status, headers } = reply;
    const seen = { status, headers: Object.fromEntries(headers), body: undefined, text: null };
    const judged = validateResponse(context, seen);
    return judged === seen ? reply : toResponse(judged);
  };
}

function callOf(c: Context<Env>, { bindings, query }: RequestContext, controlled: Controlled): ControlCall {
  const { confined } = bindings;
  const named = query["sandbox"];
  const sandbox = (): Sandbox => {
    if (confined === undefined) return controlled.sandboxes.get(named ?? DEFAULT_SANDBOX);
    if (named === undefined || named === confined.sandbox.name) return confined.sandbox;
    throw new SandboxError("resource-not-found", "sandbox: only your own sandbox is available");
  };
  return {
    ...controlled,
    snapshots: confined?.snapshots ?? controlled.snapshots,
    sandbox,
    signal: c.req.raw.signal,
    header: (header) => c.req.header(header),
    // A HEAD request has no body, so nobody would read or end the stream.
    stream: (start, headers) =>
      c.req.method === "HEAD" ? c.body(null, 200, headers) : c.body(start(), 200, headers),
  };
}

function replyOf(answer: ControlAnswer<ControlId>): Reply | Response {
  if (answer instanceof Response) return answer;
  if (isRefusal(answer)) return problem({ id: answer.refused, message: answer.message });
  if ("control" in answer) {
    const { status, id, message, headers } = answer.control;
    return jsonReply(status, { id, message, url: null }, headers);
  }
  const { status, body, text, long } = answer as AnyAnswer;
  if (text !== undefined) return listReply({ status, body, text, long });
  return body === undefined ? emptyReply(status) : jsonReply(status, body);
}

/** The answer if a handler throws. `isRead`: its operation changes nothing. */
function failureReply(error: unknown, { isRead, log }: { isRead: boolean; log: Logger }): Reply {
  if (error instanceof NoRoom) return busy();
  const refusal = refusalOf(error);
  if (refusal) return problem({ id: refusal.refused, message: refusal.message });
  if (error instanceof Unavailable) return unavailableReply(error);
  if (error instanceof StoreError) {
    log.error({ error: error.message }, "the state could not be written");
    const message = error.outcome({ isRead });
    return problem({ id: "service-unavailable", message, headers: { "retry-after": "1" } });
  }
  const shown = error instanceof Error ? error.stack : String(error);
  log.error({ error: shown }, "unexpected error on the control plane");
  return problem({ id: "internal-error", message: "internal error of the emulator; see its log" });
}

const CLOCK_CLOSED = "the clock ended during the request: its sandbox was deleted or reset";

/** Whether the sandbox of a request is in another process by now. */
function hasLeft({ query }: RequestContext, { sandboxes: { registry } }: Controlled): boolean {
  return registry.hasLeft(query["sandbox"] ?? DEFAULT_SANDBOX);
}

const movedClock = (cause: ClockClosed): StoreError =>
  new StoreError("the clock ended, because its sandbox has moved to another replica", { cause });

/** Maps the client's errors that handlers throw to refusals; null for internal errors. */
function refusalOf(error: unknown): Refusal | null {
  if (error instanceof SandboxError) return { refused: error.kind, message: error.message };
  if (error instanceof QuotaExceeded) return { refused: "conflict", message: error.message };
  // Its client has left, or more timers were due at one instant than an advance may fire.
  if (error instanceof AdvanceError) return { refused: "conflict", message: error.message };
  if (error instanceof ClockClosed) return { refused: "conflict", message: CLOCK_CLOSED };
  if (error instanceof BodyBrokenOff) return { refused: "invalid-data", message: `body: ${error.message}` };
  if (error instanceof DocumentError || error instanceof JsonTextError)
    return { refused: "invalid-data", message: error.message };
  return null;
}
