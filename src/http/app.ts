import { Hono, type MiddlewareHandler } from "hono";
import { requestId } from "hono/request-id";
import { newSecret } from "../ids.js";
import type { Logger } from "../log.js";
import type { Handlers } from "../operations/operation.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import type { LoadedSpec, Operation } from "../spec/operation-table.js";
import { QuotaExceeded } from "../sandbox/quota.js";
import { StoreError } from "../persistence/store.js";
import { authenticate, type AuthOptions } from "./authenticate.js";
import type { Env } from "./context.js";
import { ConnectionCut, deliver } from "./deliver.js";
import { injectFaults } from "./inject-faults.js";
import { limitBody } from "./limit-body.js";
import { type AnyHandler, operate } from "./operate.js";
import { problem } from "./problem.js";
import { recordExchange } from "./record-exchange.js";
import { unmatched } from "./unmatched.js";
import { type Strangers, sandboxByEmail } from "./multi-tenant.js";
import { validateRequest } from "./validate-request.js";
import { validateResponse } from "./validate-response.js";

/** What the server is made of. */
export interface AppOptions extends AuthOptions {
  spec: LoadedSpec;
  handlers: Partial<Handlers>;
  registry: SandboxRegistry;
  log: Logger;
  /** Given where the clients are strangers to each other. */
  strangers?: Strangers | null;
}

/** Seconds after which a client may try again when the state could not be written. */
const RETRY_AFTER_SECONDS = "1";
/** The same where a stranger's sandbox is full: by itself it stays so. */
const FULL_RETRY_AFTER_SECONDS = "60";

/** Names the operation and its subjects to those who look at the exchange, whatever becomes of it. */
const matched =
  (operation: Operation): MiddlewareHandler<Env> =>
  (c, next) => {
    c.set("operation", operation);
    c.set("path", c.req.param());
    return next();
  };

/** A manual clock waits for requests in flight before time goes on. */
const inFlight: MiddlewareHandler<Env> = (c, next) => {
  const { clock } = c.get("sandbox");
  c.set("cameAt", clock.now());
  return clock.track(next, `${c.req.method} ${c.req.path}`);
};

/** The product API as the spec has it: each operation goes through the same steps, in this order. Does not listen. */
export function createApp(options: AppOptions): Hono<Env> {
  const { spec, handlers, registry, log, auth, publicUrl, strangers = null } = options;
  const app = new Hono<Env>();
  app.use(deliver);
  app.use(requestId({ generator: () => newSecret(8) }));
  app.use(recordExchange(registry, log));
  for (const operation of spec.operations) {
    const handler = (handlers as Record<string, AnyHandler | undefined>)[operation.operationId];
    app.on(
      operation.method.toUpperCase(),
      operation.path.replaceAll(/\{([^}]+)\}/g, ":$1"),
      matched(operation),
      validateResponse(operation, spec, log),
      ...(strangers
        ? [limitBody(operation, strangers.maxBodyBytes), sandboxByEmail(operation, strangers)]
        : []),
      authenticate(operation, registry, { auth, publicUrl }),
      ...(strangers ? [strangers.admit] : []),
      inFlight,
      limitBody(operation),
      injectFaults(operation),
      validateRequest(operation, spec),
      operate(operation, handler),
    );
  }
  app.notFound(unmatched(spec.operations));
  app.onError((error, c) => {
    if (error instanceof ConnectionCut) throw error;
    if (error instanceof StoreError) {
      log.error({ error: error.message }, "state not written");
      const message = "the state could not be written; the request may or may not have been carried out";
      return problem(c, {
        id: "service-unavailable",
        message,
        headers: { "Retry-After": RETRY_AFTER_SECONDS },
      });
    }
    if (error instanceof QuotaExceeded) {
      const headers = { "Retry-After": FULL_RETRY_AFTER_SECONDS };
      return problem(c, { id: "too-many-requests", message: error.message, headers });
    }
    log.error({ error: error.stack }, "unexpected error");
    return problem(c, { id: "internal-error", message: "an error of the emulator's own; see its log" });
  });
  return app;
}
