import type { Credentials } from "../../src/oauth1/sign.js";
import type { Operation } from "../../src/spec/operation-table.js";
import type { Fetch, World } from "./mutant.js";
import { operationAt } from "../run/operation-of.js";
import { type Signed, Signer } from "./signer.js";

/** An answer on its way to the client; a wrapper may change all of it. */
export interface WireAnswer {
  status: number;
  headers: Headers;
  /** The body as JSON; undefined if it is not JSON. */
  body: unknown;
  /** The exact text of the body, instead of `body`. */
  text?: string;
}

/** Changes of a forwarded request; absent parts stay. */
export interface Change {
  method?: string;
  /** Path and query, percent-encoded. */
  to?: string;
  /** Parameters to set; null removes one. */
  query?: Record<string, string | null>;
  /** Another JSON body. */
  body?: unknown;
  /** The exact text of another body. */
  text?: string;
  headers?: Record<string, string>;
  /** Signs for another account. */
  as?: Credentials;
  /** Signs the request again, even if its signature was wrong. */
  resign?: "same nonce" | "fresh nonce";
}

/** A request on its way to the target. */
export class Call {
  readonly signer: Signer;
  readonly operation: Operation | null;
  /** Parameters in the path, decoded. */
  readonly path: Record<string, string>;
  readonly url: URL;
  #bytes: Promise<ArrayBuffer> | undefined;
  #sent = false;

  constructor(
    readonly request: Request,
    private readonly bindings: object,
    private readonly fetch: Fetch,
    readonly world: World,
  ) {
    this.signer = new Signer(world);
    const raw = (bindings as { incoming?: { url?: string } }).incoming?.url;
    this.url = new URL(raw?.startsWith("/") === true ? raw : request.url, request.url);
    const found = operationAt(world.spec, request.method, this.url.pathname);
    this.operation = found?.operation ?? null;
    this.path = found?.path ?? {};
  }

  get operationId(): string {
    return this.operation?.operationId ?? "";
  }

  get signed(): Signed {
    const { method, headers } = this.request;
    return { method, url: this.url.href, authorization: headers.get("authorization") };
  }

  /** The account that signed, if known. */
  get account(): Credentials | undefined {
    return this.signer.accountOf(this.signed);
  }

  /** The accounts that did not sign. */
  get others(): Credentials[] {
    return this.world.accounts.filter((account) => account !== this.account);
  }

  /** The body as text; empty if there is none. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.#read());
  }

  /** The body as JSON; undefined if it is not JSON. */
  async body(): Promise<unknown> {
    try {
      return JSON.parse(await this.text()) as unknown;
    } catch {
      return undefined;
    }
  }

  /** Sends the request to the target, with optional changes. May be called more than once. */
  async send(change: Change = {}): Promise<WireAnswer> {
    return readAnswer(await this.#send(change));
  }

  async #send(change: Change): Promise<Response> {
    const asItCame = Object.keys(change).length === 0 && !this.#sent && this.#bytes === undefined;
    if (asItCame) {
      this.#sent = true;
      return this.fetch(this.request, this.bindings);
    }
    const method = change.method ?? this.request.method;
    const url = changedUrl(this.url, change);
    const headers = new Headers(this.request.headers);
    const authorization = this.#authorization(url.href, change);
    if (authorization !== null) headers.set("authorization", authorization);
    const bytes = await this.#changedBody(change, headers);
    for (const [name, value] of Object.entries(change.headers ?? {})) headers.set(name, value);
    this.#sent = true;
    const { outgoing } = this.bindings as { outgoing?: unknown };
    const body = method === "GET" || method === "HEAD" ? null : bytes;
    return this.fetch(new Request(url, { method, headers, body }), { outgoing });
  }

  /** Null leaves the header as it is. */
  #authorization(url: string, { method, as, resign }: Change): string | null {
    const moved = url !== this.signed.url || (method ?? this.request.method) !== this.request.method;
    const again = this.#sent || as !== undefined;
    if (resign === undefined && !((moved || again) && this.signer.isGenuine(this.signed))) return null;
    const fresh = again || resign === "fresh nonce";
    return this.signer.header(this.signed, {
      url,
      fresh,
      ...(method === undefined ? {} : { method }),
      ...(as === undefined ? {} : { credentials: as }),
    });
  }

  async #changedBody(change: Change, headers: Headers): Promise<ArrayBuffer | Uint8Array> {
    if (!("body" in change) && change.text === undefined) return this.#read();
    const bytes = new TextEncoder().encode(change.text ?? JSON.stringify(change.body));
    if ("body" in change) headers.set("content-type", "application/json");
    headers.delete("transfer-encoding");
    headers.set("content-length", String(bytes.byteLength));
    return bytes;
  }

  #read(): Promise<ArrayBuffer> {
    const hasBody = this.request.method !== "GET" && this.request.method !== "HEAD";
    return (this.#bytes ??= hasBody ? this.request.arrayBuffer() : Promise.resolve(new ArrayBuffer(0)));
  }
}

function changedUrl(from: URL, { to, query = {} }: Change): URL {
  const url = new URL(to ?? from, from);
  for (const [name, value] of Object.entries(query)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url;
}

async function readAnswer(response: Response): Promise<WireAnswer> {
  const { status, headers } = response;
  const text = await response.text();
  const answer = { status, headers: new Headers(headers), text };
  try {
    return text === ""
      ? { ...answer, body: undefined }
      : withoutText({ ...answer, body: JSON.parse(text) as unknown });
  } catch {
    return { ...answer, body: undefined };
  }
}

function withoutText({ status, headers, body }: WireAnswer): WireAnswer {
  return { status, headers, body };
}

/** The answer for the client. */
export function toResponse({ status, headers, body, text }: WireAnswer): Response {
  const empty = status === 204 || status === 304;
  const out = new Headers(headers);
  out.delete("content-length");
  const content = text ?? (body === undefined ? "" : JSON.stringify(body));
  return new Response(empty || content === "" ? null : content, { status, headers: out });
}
