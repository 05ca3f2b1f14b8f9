/** A small client that signs, for the model's own tests. It shares no code with the model's verification. */
import { createHmac, randomBytes } from "node:crypto";
import type { ModelAccount } from "../accounts.js";

export type Credentials = ModelAccount["credentials"];

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The JSON, or null where there is none. */
  body: any;
}

const encode = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[\w.~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");

/** The value of an `Authorization` header. */
export function signed(
  method: string,
  url: string,
  keys: Credentials,
  more: Record<string, string> = {},
): string {
  const { origin, pathname, searchParams } = new URL(url);
  const oauth: Record<string, string> = {
    oauth_consumer_key: keys.consumer_key,
    oauth_token: keys.token_key,
    oauth_signature_method: "HMAC-SHA1",
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: randomBytes(8).toString("hex"),
    oauth_version: "1.0",
    ...more,
  };
  const pairs = [...searchParams, ...Object.entries(oauth)].map(([name, value]) => [
    encode(name),
    encode(value),
  ]);
  const normalized = pairs
    .map(([name, value]) => `${name!}=${value!}`)
    .sort()
    .join("&");
  const base = [method, origin + pathname, normalized].map(encode).join("&");
  const key = `${encode(keys.consumer_secret)}&${encode(keys.token_secret)}`;
  const plain = oauth.oauth_signature_method === "PLAINTEXT";
  const signature = plain ? key : createHmac("sha1", key).update(base).digest("base64");
  return headerOf({ oauth_signature: signature, ...oauth });
}

function headerOf(oauth: Record<string, string>): string {
  return `OAuth ${Object.entries(oauth)
    .map(([name, value]) => `${name}="${encode(value)}"`)
    .join(", ")}`;
}

export interface Request {
  body?: unknown;
  raw?: string;
  keys?: Credentials;
  headers?: Record<string, string>;
}

/** Signed with the keys, where there are any. */
export async function send(method: string, url: string, request: Request = {}): Promise<Reply> {
  const { body, keys, headers } = request;
  const raw = request.raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(url, {
    method,
    headers: {
      ...(raw !== undefined && { "Content-Type": "application/json" }),
      ...(keys && { Authorization: signed(method, url, keys) }),
      ...headers,
    },
    ...(raw !== undefined && { body: raw }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "") && text !== "";
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? (JSON.parse(text) as unknown) : null,
  };
}
