import { DEFAULTS, type Config } from "../../config.js";
import { wallTime } from "../../clock/clock.js";
import { runEmulator, type Emulator } from "../../emulator.js";
import { newSecret } from "../../ids.js";
import { type Credentials, signedFetch } from "../../oauth1/sign.js";

export const ADMIN_TOKEN = "a token that nobody guesses";
const BROWSER = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64)", accept: "text/html,*/*" };

/** A demo host on a free port that trusts one proxy. There is no proxy: the tests set the client's address. */
export function demoHost(settings: Partial<Config> = {}): Promise<Emulator> {
  const own = {
    port: 0,
    inMemory: true,
    logLevel: "silent",
    demoHost: true,
    adminToken: ADMIN_TOKEN,
  } as const;
  return runEmulator(Object.freeze({ ...DEFAULTS, ...own, trustProxy: 1, ...settings }));
}

/** A response with its body read. `any`: the tests know the type that they expect. */
interface Answered {
  status: number;
  headers: Headers;
  text: string;

  body: any;
}

/** A visitor with a browser and a client of the product API. */
export class TestVisitor {
  cookie = "";
  sandbox = "";
  credentials: Credentials | null = null;

  constructor(
    private readonly url: string,
    readonly address: string,
  ) {}

  /** Sends a request of the browser. */
  async browse(path: string, init: RequestInit = {}): Promise<Answered> {
    const headers = { ...BROWSER, cookie: this.cookie, "x-forwarded-for": this.address };
    const response = await fetch(this.url + path, {
      redirect: "manual",
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
    });
    const set = response.headers.getSetCookie().find((one) => one.includes("spi-visitor="));
    if (set !== undefined) this.cookie = set.split(";")[0]!;
    return read(response);
  }

  /** Opens the dashboard and keeps the credentials that it shows. */
  async arrive(): Promise<Answered> {
    const page = await this.browse("/_emulator/dashboard/");
    this.sandbox = /Your sandbox is called ([a-z]+-[a-z]+-\d+)\./.exec(page.text)?.[1] ?? "";
    return page;
  }

  /** Reads the credentials with the operator's token. False if the sandbox was deleted. */
  async learnCredentials(): Promise<boolean> {
    const { status, text, body } = await this.admin("GET", `/_emulator/sandboxes/${this.sandbox}`);
    if (status === 404) return false;
    if (status !== 200) throw new Error(`${this.sandbox}: HTTP ${status} ${text}`);
    this.credentials = (body as { accounts: { credentials: Credentials }[] }).accounts[0]!.credentials;
    return true;
  }

  /** Sends a signed request of the product API. */
  async send(method: string, path: string, body?: unknown): Promise<Answered> {
    const signed = signedFetch(this.credentials!, { fetch, now: wallTime, nonce: () => newSecret(8) });
    const headers = { "content-type": "application/json", "x-forwarded-for": this.address };
    return read(
      await signed(this.url + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
      }),
    );
  }

  /** Submits a form of the page. */
  act(action: string, fields: Record<string, string> = {}, path = "/"): Promise<Answered> {
    return this.browse(`/_emulator/dashboard${path}?action=${action}`, {
      method: "POST",
      headers: { origin: new URL(this.url).origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Sends a request to the control plane with the operator's token. */
  async admin(method: string, path: string): Promise<Answered> {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "x-forwarded-for": "10.9.9.9" };
    return read(await fetch(this.url + path, { method, headers }));
  }

  /** Reads the event stream until `seen` returns true; returns all received text. */
  async watch(seen: (text: string) => boolean): Promise<string> {
    const over = new AbortController();
    const headers = {
      ...BROWSER,
      accept: "text/event-stream",
      cookie: this.cookie,
      "x-forwarded-for": this.address,
    };
    const response = await fetch(`${this.url}/_emulator/dashboard/events?after=0`, {
      headers,
      signal: over.signal,
    });
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body! as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      if (seen(text)) break;
    }
    over.abort();
    return text;
  }
}

async function read(response: Response): Promise<Answered> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
  const body: unknown = isJson ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, body };
}
