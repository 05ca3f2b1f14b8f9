import type { paths } from "../spec/control-types.gen.js";
import { directFetch } from "../text/direct-fetch.js";
import { jsonOrNone } from "../text/json-or-none.js";
import { boundedText } from "../text/bounded-text.js";
import { wrongForm } from "./answer-form.js";
import { EmulatorError } from "./errors.js";
import { harmless } from "../text/harmless.js";
import { connectionErrorText, isConnectionRefused } from "../text/connection-error.js";

/** Maximum number of characters of an answer's message that an error holds. */
const MAX_MESSAGE = 10_000;

type Method = "GET" | "POST" | "PUT" | "DELETE";
type Operation<M extends Method, Path extends keyof paths> = paths[Path][Lowercase<M>];

/** An operation of the control plane, such as `"POST /_emulator/reset"`. */
export type Endpoint = {
  [M in Method]: {
    [Path in keyof paths]: Operation<M, Path> extends { responses: object } ? `${M} ${Path}` : never;
  }[keyof paths];
}[Method];

type OperationOf<E extends Endpoint> = E extends `${infer M extends Method} ${infer Path extends keyof paths}`
  ? Operation<M, Path>
  : never;
type ParametersOf<Op, Kind extends string> = Op extends { parameters: infer All }
  ? All extends Partial<Record<Kind, infer Found>>
    ? Exclude<Found, undefined>
    : never
  : never;
type BodyOf<Op> = Op extends { requestBody?: infer Body }
  ? Exclude<Body, undefined> extends { content: { "application/json": infer Json } }
    ? Json
    : never
  : never;
type Part<Name extends string, Value> = [Value] extends [never]
  ? unknown
  : object extends Value
    ? { [N in Name]?: Value }
    : { [N in Name]: Value };

/** Path parameters, query parameters and body of an operation; `signal` aborts it. */
export type ControlInput<E extends Endpoint> = Part<"path", ParametersOf<OperationOf<E>, "path">> &
  Part<"query", ParametersOf<OperationOf<E>, "query">> &
  Part<"body", BodyOf<OperationOf<E>>> & { signal?: AbortSignal };

type Success<Responses> = Responses[keyof Responses & (200 | 201)];
/** The body of an operation's answer; undefined if it has none. */
export type ControlOutput<E extends Endpoint> =
  OperationOf<E> extends { responses: infer Responses }
    ? Success<Responses> extends { content: { "application/json": infer Json } }
      ? Json
      : undefined
    : never;

/** The address of an emulator, and its admin token. */
export interface ControlTarget {
  /** Such as `http://127.0.0.1:7740`. */
  url: string;
  /** The token of `--admin-token`, if the emulator has one. */
  adminToken?: string | null;
  /**
   * The function that sends the requests; it leads to an emulator and nothing else. Default: Node's fetch, for this machine without
   * proxy; then the form of each answer is checked, because another server may listen there.
   */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** The control plane as typed requests: paths, parameters, bodies and answers are those of `emulator-openapi.yaml`. */
export class ControlClient {
  readonly url: string;
  readonly #headers: Record<string, string>;
  readonly #bring: NonNullable<ControlTarget["fetch"]>;
  readonly #isSure: boolean;

  constructor({ url, adminToken, fetch: bring }: ControlTarget) {
    this.#bring = bring ?? directFetch;
    this.#isSure = bring !== undefined;
    this.url = url.replace(/\/+$/, "");
    this.#headers = adminToken ? { authorization: `Bearer ${adminToken}` } : {};
  }

  /**
   * Sends a request and returns the answer's body.
   *
   * @throws EmulatorError if the request is refused or the emulator cannot be reached
   * @example
   * ```ts
   * const { speed } = await client.send("PUT /_emulator/clock", { body: { speed: 600 } });
   * ```
   */
  async send<E extends Endpoint>(
    endpoint: E,
    ...[input]: object extends ControlInput<E> ? [ControlInput<E>?] : [ControlInput<E>]
  ): Promise<ControlOutput<E>> {
    const { path = {}, query = {}, body, signal } = (input ?? {}) as AnyInput;
    const [method, template] = endpoint.split(" ") as [Method, string];
    const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name]!));
    const entries = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(
      entries.map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    const { status, text } = await this.#fetch(`${this.url}${filled}${search === "" ? "" : `?${search}`}`, {
      method,
      headers: body === undefined ? this.#headers : { ...this.#headers, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      // Bodies hold state with passwords: another address must not get them.
      redirect: "manual",
      signal: signal ?? null,
    });
    const json = jsonOrNone(text);
    const refusal = refusalOf(status, json);
    if (refusal) throw refusal;
    const isSuccess = status >= 200 && status < 300;
    const wrong = isSuccess && !this.#isSure ? await wrongForm(method, template, json) : null;
    if (isSuccess && wrong === null) return json as ControlOutput<E>;
    const what = `${method} ${filled} was answered with HTTP ${status}${wrong === null ? "" : `, but ${wrong}`}`;
    throw new EmulatorError(`${this.url}: ${what}; is this an emulator?`, status, "no-emulator");
  }

  async #fetch(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
    try {
      const response = await this.#bring(url, init);
      return { status: response.status, text: await boundedText(response) };
    } catch (error) {
      if (init.signal?.aborted) throw error;
      const why = `${this.url} cannot be reached: ${causeOf(error)}`;
      throw new EmulatorError(why, null, "unreachable", { cause: error });
    }
  }
}

/** The refusal that an answer of an emulator is; null if it is another answer. */
function refusalOf(status: number, json: unknown): EmulatorError | null {
  const { id, message } = Object(json) as { id?: unknown; message?: unknown };
  if (status < 300 || typeof id !== "string" || typeof message !== "string") return null;
  // Whoever answers: tests print this on terminals and in CI jobs.
  return new EmulatorError(harmless(message.slice(0, MAX_MESSAGE), { inCi: true }), status, id);
}

interface AnyInput {
  path?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  signal?: AbortSignal;
}

const causeOf = (error: unknown): string =>
  connectionErrorText(error) + (isConnectionRefused(error) ? "; is the emulator running?" : "");
