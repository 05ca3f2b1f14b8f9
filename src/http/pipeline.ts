import type { Context } from "hono";
import { machineWall } from "../clock/clock.js";
import type { Logger } from "../log.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import type { LoadedSpec, Operation } from "../spec/operation-table.js";
import { type AuthOptions, authenticator } from "./authenticate.js";
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
}

/** Answers a request, whether or not the router matched an operation. */
export type Answerer = (c: Context<Env>) => Promise<Response>;

/** The steps of a product API request, in order. Composed once for each operation. */
export class Pipeline {
  readonly #wall = machineWall();
  readonly #authenticate: (request: ProductRequest) => Reply | null;
  readonly #record: ReturnType<typeof exchangeRecorder>;

  constructor(private readonly options: PipelineOptions) {
    this.#authenticate = authenticator(options.registry, options);
    this.#record = exchangeRecorder(options.registry, options.log);
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

    /** Finds the sandbox and the account, and checks that the account may send a request now. */
    const enter = async (request: ProductRequest): Promise<Reply> => {
      // The body of a log-in names the account.
      const refused = (isOpen ? await readBody(request) : null) ?? identify(request);
      if (refused) return refused;
      const { sandbox, fromLab, req } = request;
      const admission = fromLab ? null : tenancy.admit(sandbox);
      if (admission && "refused" in admission) return tooMany(admission);
      request.cameAt = sandbox.clock.now();
      try {
        // A manual clock waits for requests in flight before time goes on.
        return await sandbox.clock.track(() => proceed(request), `${req.method} ${req.path}`);
      } finally {
        admission?.done();
      }
    };

    /** Reads the body and applies the sandbox's faults. */
    const proceed = async (request: ProductRequest): Promise<Reply> => {
      const reading = readBody(request);
      const refused = reading && (await reading);
      if (refused) return refused;
      if (request.sandbox.faults.isEmpty) return carryOut(request);
      return injectFaults(request, operation, () => carryOut(request));
    };

    /** Runs the operation. The answer waits until the decision is durable. */
    const carryOut = async (request: ProductRequest): Promise<Reply> => {
      const refused = validateRequest(request);
      if (refused) return refused;
      const reply = operate(request);
      await request.sandbox.flushed();
      return reply;
    };

    return async (c) => {
      const request = this.#begin(c, operation);
      let reply: Reply;
      try {
        reply = await enter(request);
      } catch (error) {
        reply = failureReply(request, error, log);
      }
      // A fault may break the answer on purpose.
      if (request.faultId === null) reply = validateResponse(request, reply);
      return this.#end(request, reply);
    };
  }

  /** The pipeline of requests that match no operation. */
  unmatched(): Answerer {
    const refuse = unmatched(this.options.spec.operations);
    return async (c) => {
      const request = this.#begin(c, null);
      const { reply, nearest } = refuse(c.req);
      request.nearest = nearest;
      return this.#end(request, reply);
    };
  }

  #begin(c: Context<Env>, operation: Operation | null): ProductRequest {
    return new ProductRequest(c, operation, this.options.registry.main, this.#wall.now());
  }

  /** Records the exchange and sends the answer. */
  async #end(request: ProductRequest, reply: Reply): Promise<Response> {
    reply.headers["x-request-id"] = request.id;
    const durationMs = this.#wall.now() - request.wallAt;
    const kept = keptRequestBody(request);
    const requestBody = kept instanceof Promise ? await kept : kept;
    this.#record({ request, reply, requestBody, durationMs });
    return deliver(request, reply);
  }
}
