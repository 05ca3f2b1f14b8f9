/** Walks through the model without a network, with given ids and times, so that two walks differ by a flaw alone. */
import { createState, DEFAULT_ACCOUNTS, toModelAccount } from "../accounts.js";
import type { ModelAccount } from "../accounts.js";
import type { ModelFlaw } from "../changes.js";
import { signed } from "./client.js";
import { handle } from "../handle.js";
import type { Model } from "../model.js";
import { rightPolicy } from "../policy.js";
import type { Incoming } from "../records.js";

const ACCOUNTS = [
  ...DEFAULT_ACCOUNTS,
  { name: "otp", email: "otp@example.com", password: "Otp-Password", otp: "123456" },
  { name: "suspended", email: "suspended@example.com", password: "pw", barred: "ACCOUNT_SUSPENDED" as const },
];

export interface Ask {
  /** Whose credentials sign; null for none. The first account's if left out. */
  keys?: ModelAccount["credentials"] | null;
  body?: unknown;
  raw?: string | Buffer;
  headers?: Record<string, string>;
  /** A body of so many bytes, which are not there. */
  bytes?: number;
  /** Parts of the signature that are otherwise than usual. */
  oauth?: Record<string, string>;
  /** What is signed in the place of the method and the address. */
  signedMethod?: string;
  signedUrl?: string;
  /** Changes the finished `Authorization` header. */
  header?: (authorization: string) => string;
}

export interface Walk {
  accounts: ModelAccount[];
  /** The answer's JSON. */
  ask: (method: string, target: string, ask?: Ask) => Promise<any>;
  /** Does what was to be done within so many milliseconds. */
  settle: (milliseconds?: number) => void;
  /** Seconds of the model's clock. */
  seconds: () => number;
  /** All questions and answers so far. */
  transcript: () => string;
}

export const HOST = "127.0.0.1:8080";

export function startWalk(flaw?: ModelFlaw): Walk {
  const policy = rightPolicy();
  let ids = 0;
  let ticks = 0;
  const start = Date.UTC(2016, 0, 4, 16, 0, 0) * 1000 + 123_456;
  // Not in an order, so that a list that is sorted by ids differs from one that is not.
  const uuid = (end: string): string =>
    `${((++ids * 2_654_435_761) >>> 0).toString(16).padStart(8, "0")}-abcd-4000-8000-${end}${ids.toString(16).padStart(6, "0")}`;
  policy.make.id = () => uuid("aaaaaa");
  policy.make.imageUniqueId = () => uuid("bbbbbb");
  policy.make.secret = () => `Secret${++ids}~%&`;
  policy.clock.now = () => start + ++ticks * 1_234_567;
  flaw?.apply(policy);
  const state = createState(policy, ACCOUNTS, []);
  let pending: { at: number; action: () => void }[] = [];
  const model: Model = {
    state,
    policy,
    later: (at, action) => void pending.push({ at, action }),
    stop: () => undefined,
  };
  const accounts = state.accounts.map(toModelAccount);
  const lines: string[] = [];
  const seconds = (): number => Math.floor((start + ticks * 1_234_567) / 1_000_000);
  let nonces = 0;

  async function ask(method: string, target: string, options: Ask = {}): Promise<unknown> {
    const keys = options.keys === undefined ? accounts[0]!.credentials : options.keys;
    const raw = options.raw ?? (options.body === undefined ? "" : JSON.stringify(options.body));
    const url = options.signedUrl ?? `http://${HOST}${target}`;
    const given = { oauth_timestamp: String(seconds()), oauth_nonce: `nonce${++nonces}`, ...options.oauth };
    const authorization = keys && signed(options.signedMethod ?? method, url, keys, given);
    const incoming: Incoming = {
      method,
      path: target.split("?")[0]!,
      rawQuery: target.includes("?") ? target.slice(target.indexOf("?") + 1) : "",
      headers: {
        host: HOST,
        ...((raw.length > 0 || options.bytes) && { "content-type": "application/json" }),
        ...(authorization && { authorization: options.header?.(authorization) ?? authorization }),
        ...options.headers,
      },
      body: Buffer.from(raw as string),
      bodyBytes: options.bytes ?? Buffer.byteLength(raw),
    };
    const answer = await handle(model, incoming);
    const { contentType } = policy.transport;
    lines.push(`${lines.length} ${method} ${target} ${JSON.stringify({ contentType, ...answer })}`);
    return answer.body;
  }

  return {
    accounts,
    ask,
    settle(milliseconds = 10_000) {
      const due = pending.filter(({ at }) => at <= milliseconds);
      pending = pending.filter(({ at }) => at > milliseconds);
      for (const { action } of due) action();
    },
    seconds,
    transcript: () => lines.join("\n"),
  };
}
