import type { Context } from "hono";
import { machineWall } from "../clock/clock.js";
import type { Logger } from "../log.js";
import type { KeptBody } from "../sandbox/exchange-log.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import type { LoadedSpec, Operation } from "../spec/operation-table.js";
import { type AuthOptions, authenticator, stillKnown } from "./authenticate.js";
import { bodyReader, keptRequestBody } from "./body.js";
import { type Env, ProductRequest } from "./context.js";
import { deliver } from "./deliver.js";
import { failureReply } from "./failure.js";
import { injectFaults } from "./inject-faults.js";
import { logIn } from "./log-in.js";
import { type AnyHandler, operator } from "./operate.js";
import { tooMany } from "./problem.js";
import { exchangeRecorder } from "./record-exchange.js";
import type { Reply } from "./reply.js";
import { type OperationCounts, RequestCounts } from "./request-counts.js";
import type { Tenancy } from "./tenancy.js";
import { unmatched } from "./unmatched.js";
import { requestValidator } from "./validate-request.js";
import { responseValidator } from "./validate-response.js";

/** What the pipeline of the product API depends on. */
export interface PipelineOptions extends AuthOptions {
  spec: LoadedSpec;
  registry: SandboxRegistry;
  tenancy: Tenancy;
  log: Logger;
  /** Counts the answered requests. */
  counts?: RequestCounts;
}

/** A value, or a promise of it where there is something to wait for: what need not wait is answered in one turn. */
type Soon<T> = T | Promise<T>;

/** Answers a request, whether or not the router matched an operation. */
export type Answerer = (c: Context<Env>) => Soon<Response>;

/** The steps of a product API request, in order. Composed once for each operation. */
export class Pipeline {
  readonly #wall = machineWall();
  readonly #authenticate: (request: ProductRequest) => Reply | null;
  readonly #stillKnown: (request: ProductRequest) => Reply | null;
  readonly #record: ReturnType<typeof exchangeRecorder>;
  readonly #counts: RequestCounts;

  constructor(private readonly options: PipelineOptions) {
    this.#authenticate = authenticator(options.registry, options);
    this.#stillKnown = stillKnown(options.registry, options);
    this.#record = exchangeRecorder(options.registry, options.log);
    this.#counts = options.counts ?? new RequestCounts();
  }

  /** The pipeline of requests that match an operation. */
  for(operation: Operation, handler: AnyHandler | undefined): Answerer {
    const { spec, tenancy, log } = this.options;
    const isOpen = operation.security === "none";
    const identify = isOpen ? logIn(tenancy) : this.#authenticate;
    const readBody = bodyReader(operation, tenancy.maxBodyBytes);
    const validateRequest = requestValidator(operation, spec);
    const operate = operator(operation, handler);
    const validateResponse = responseValidator(operation, spec, log);
    const counts = this.#counts.of(operation.operationId);

    /** Finds the sandbox and the account. The body of a log-in names the account. */
    const enter = (request: ProductRequest): Soon<Reply> => {
      const reading = isOpen ? readBody(request) : null;
      if (reading === null) return admit(request);
      return reading.then((refused) => refused ?? admit(request));
    };

    /** Checks that the account may send a request now. */
    const admit = (request: ProductRequest): Soon<Reply> => {
      const refused = identify(request);
      // What is wrong with a log-in is told as if it were one of a sandbox.
      if (refused) return (isOpen && refused.status === 401 ? validateRequest(request) : null) ?? refused;
      const { sandbox, fromLab, req } = request;
      const logIn = isOpen ? { headers: req.raw.headers, bindings: request.bindings } : null;
      const admission = fromLab ? null : tenancy.admit(sandbox, logIn);
      if (admission !== null && "refused" in admission) return tooMany(admission);
      request.cameAt = sandbox.clock.now();
      // A manual clock waits for requests in flight before time goes on.
      const carry = (): Soon<Reply> =>
        sandbox.clock.track(() => proceed(request), `${req.method} ${req.path}`);
      return admission === null ? carry() : whileAdmitted(carry, admission.done);
    };

    /** Reads the body and applies the sandbox's faults. */
    const proceed = (request: ProductRequest): Soon<Reply> => {
      const reading = readBody(request);
      if (reading === null) return withFaults(request);
      return reading.then((refused) => refused ?? this.#stillKnown(request) ?? withFaults(request));
    };
    const withFaults = (request: ProductRequest): Soon<Reply> =>
      request.sandbox.faults.isEmpty
        ? carryOut(request)
        : injectFaults(request, operation, async () => carryOut(request));

    /** Runs the operation. The answer waits until the decision is durable. */
    const carryOut = (request: ProductRequest): Soon<Reply> => {
      const refused = validateRequest(request);
      if (refused) return refused;
      const reply = operate(request);
      const { sandbox } = request;
      return sandbox.isDurable ? reply : sandbox.flushed().then(() => reply);
    };

    const finish = (request: ProductRequest, reply: Reply): Soon<Response> =>
      // A fault may break the answer on purpose.
      this.#end(request, request.faultId === null ? validateResponse(request, reply) : reply, counts);

    return (c) => {
      const request = this.#begin(c, operation);
      let reply: Soon<Reply>;
      try {
        reply = enter(request);
      } catch (error) {
        reply = failureReply(request, error, log);
      }
      if (!(reply instanceof Promise)) return finish(request, reply);
      return reply.then(
        (made) => finish(request, made),
        (error: unknown) => finish(request, failureReply(request, error, log)),
      );
    };
  }

  /** The pipeline of requests that match no operation. */
  unmatched(): Answerer {
    const refuse = unmatched(this.options.spec.operations);
    const counts = this.#counts.of();
    return (c) => {
      const request = this.#begin(c, null);
      const { reply, nearest } = refuse(c.req);
      request.nearest = nearest;
      return this.#end(request, reply, counts);
    };
  }

  #begin(c: Context<Env>, operation: Operation | null): ProductRequest {
    return new ProductRequest(c, operation, this.options.registry.main, this.#wall.now());
  }

  /** Counts the request, records the exchange and sends the answer. */
  #end(request: ProductRequest, reply: Reply, counts: OperationCounts): Soon<Response> {
    reply.headers["x-request-id"] = request.id;
    const durationMs = this.#wall.now() - request.wallAt;
    const isCut = request.delivery?.kind === "cut";
    counts.note(request.fromLab ? "lab" : "client", isCut ? 0 : reply.status, durationMs);
    if (request.faultId !== null) this.#counts.faults += 1;
    const send = (requestBody: KeptBody): Response => {
      this.#record({ request, reply, requestBody, durationMs });
      return deliver(request, reply);
    };
    const kept = keptRequestBody(request);
    return kept instanceof Promise ? kept.then(send) : send(kept);
  }
}

/** Runs work of an admitted client and tells when it is over. */
function whileAdmitted(work: () => Soon<Reply>, done: () => void): Soon<Reply> {
  let reply: Soon<Reply>;
  try {
    reply = work();
  } catch (error) {
    done();
    throw error;
  }
  if (reply instanceof Promise) return reply.finally(done);
  done();
  return reply;
}
