import { type Context, Hono, type MiddlewareHandler } from "hono";
import { streamSSE } from "hono/streaming";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { DocumentError } from "../documents/yaml-document.js";
import { isRefusal, type Refusal } from "../domain/refusal.js";
import type { Confinement, Env } from "../http/context.js";
import { limitBody } from "../http/limit-body.js";
import { problem } from "../http/problem.js";
import { unmatched } from "../http/unmatched.js";
import { validateRequest } from "../http/validate-request.js";
import { validateResponse } from "../http/validate-response.js";
import { DEFAULT_SANDBOX } from "../sandbox/registry.js";
import { QuotaExceeded } from "../sandbox/quota.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { SandboxError } from "../sandbox/sandboxes.js";
import type { Operation } from "../spec/operation-table.js";
import type { Controlled, ControlAnswer, ControlCall, ControlId } from "./control.js";
import { guard } from "./guard.js";
import { controlHandlers } from "./handlers/index.js";

type AnyHandler = (
  input: { path: object; query: object; body: unknown },
  call: ControlCall,
) => ControlAnswer<ControlId> | Promise<ControlAnswer<ControlId>>;

/** The control plane, `/_emulator/...`, as its own spec has it. Requests to it are no part of a sandbox's story. */
export function createControlApp(controlled: Controlled): Hono<Env> {
  const { controlSpec: spec, config, log } = controlled;
  const app = new Hono<Env>();
  app.use("/_emulator/*", guard(config));
  for (const operation of spec.operations) {
    const handler = (controlHandlers as unknown as Record<string, AnyHandler>)[operation.operationId]!;
    app.on(
      operation.method.toUpperCase(),
      operation.path.replaceAll(/\{([^}]+)\}/g, ":$1"),
      confine(operation),
      validateResponse(operation, spec, log),
      limitBody(operation),
      validateRequest(operation, spec),
      async (c) =>
        respond(
          c,
          await handler({ path: c.var.path, query: c.var.query, body: c.var.body }, callOf(c, controlled)),
        ),
    );
  }
  app.all("/_emulator/*", unmatched(spec.operations));
  app.onError((error, c) => {
    const refusal = refusalOf(error);
    if (refusal) return problem(c, { id: refusal.refused, message: refusal.message });
    log.error({ error: error.stack }, "unexpected error on the control plane");
    return problem(c, { id: "internal-error", message: "an error of the emulator's own; see its log" });
  });
  return app;
}

const confinementOf = (c: Context<Env>): Confinement | undefined =>
  (c.env as Env["Bindings"] | undefined)?.confined;

/** Refuses what a confined caller may not do. */
const confine =
  ({ method, path }: Operation): MiddlewareHandler<Env> =>
  (c, next) => {
    const why = confinementOf(c)?.mayNot(`${method.toUpperCase()} ${path}`) ?? null;
    return why === null ? next() : Promise.resolve(problem(c, { id: "forbidden", message: why }));
  };

function callOf(c: Context<Env>, controlled: Controlled): ControlCall {
  const confined = confinementOf(c);
  const named = (c.var.query as { sandbox?: string }).sandbox;
  const sandbox = (): Sandbox => {
    if (confined === undefined) return controlled.sandboxes.get(named ?? DEFAULT_SANDBOX);
    if (named === undefined || named === confined.sandbox.name) return confined.sandbox;
    throw new SandboxError("resource-not-found", "sandbox: there is only your own");
  };
  return {
    ...controlled,
    snapshots: confined?.snapshots ?? controlled.snapshots,
    sandbox,
    signal: c.req.raw.signal,
    header: (header) => c.req.header(header),
    // Nobody would read, nor end, the stream of a HEAD request.
    stream: (run) => streamSSE(c, c.req.method === "HEAD" ? () => Promise.resolve() : run),
  };
}

function respond(c: Context<Env>, answer: ControlAnswer<ControlId>): Response {
  if (answer instanceof Response) return answer;
  if (isRefusal(answer)) return problem(c, { id: answer.refused, message: answer.message });
  if ("control" in answer) {
    const { status, id, message, headers } = answer.control;
    return c.json({ id, message, url: null }, status, headers);
  }
  c.set("answer", answer);
  const { status, body } = answer as { status: ContentfulStatusCode; body: unknown };
  return body === undefined ? c.body(null, status) : c.json(body, status);
}

/** Errors of what a handler calls that are the client's to mend. */
function refusalOf(error: Error): Refusal | null {
  if (error instanceof SandboxError) return { refused: error.kind, message: error.message };
  if (error instanceof QuotaExceeded) return { refused: "conflict", message: error.message };
  if (error instanceof DocumentError) return { refused: "invalid-data", message: error.message };
  return null;
}
