import { check } from "../judge/mismatch.js";
import { defineClauses } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";
import {
  type Signing,
  written,
  without,
  type Params,
  withValue,
  words,
  send,
} from "./support/signed-by-hand.js";

/** Correct headers in several notations (RFC 5849, section 3.5.1). */
const RIGHT: Record<string, Signing> = {
  "order-of-parameters": { write: (params) => written(params.toReversed()) },
  "no-blanks": { write: (params) => written(params, ",") },
  "many-blanks": { write: (params) => written(params, " ,   ") },
  "escapes-in-lower-case": {
    write: (params) => written(params).replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  },
  realm: { write: (params) => written(params).replace("OAuth ", 'OAuth realm="API", ') },
  "other-realm": { write: (params) => written(params).replace("OAuth ", 'OAuth realm="Photos and more", ') },
  "empty-realm": { write: (params) => written(params).replace("OAuth ", 'OAuth realm="", ') },
  "no-version": { params: without("oauth_version") },
  "plaintext-realm": {
    plaintext: true,
    write: (params) => written(params).replace("OAuth ", 'OAuth realm="API", '),
  },
  "plaintext-no-version": { plaintext: true, params: without("oauth_version") },
  "plaintext-no-nonce": { plaintext: true, params: without("oauth_nonce", "oauth_timestamp") },
  "nonce-of-all-characters": { params: withNonce("~ a+b/c=%é") },
  "long-nonce": { params: withNonce("n".repeat(100)) },
};

function withNonce(text: string) {
  return (params: Params): Params =>
    params.map(([name, value]) => [name, name === "oauth_nonce" ? `${value}${text}` : value]);
}

/** Wrong headers. */
const WRONG: Record<string, Signing> = {
  "no-consumer-key": { params: without("oauth_consumer_key") },
  "no-token": { params: without("oauth_token") },
  "no-signature-method": { params: without("oauth_signature_method") },
  "no-signature": { sent: without("oauth_signature") },
  "empty-signature": { sent: withValue("oauth_signature", "") },
  "empty-token": { params: withValue("oauth_token", "") },
  "token-as-consumer": {
    params: (params) => {
      const value = (name: string): string => params.find((pair) => pair[0] === name)![1];
      const swapped = withValue("oauth_consumer_key", value("oauth_token"))(params);
      return withValue("oauth_token", value("oauth_consumer_key"))(swapped);
    },
  },
  "consumer-key-in-another-case": {
    params: (params) =>
      params.map(([name, value]) => [name, name === "oauth_consumer_key" ? otherCase(value) : value]),
  },
  "token-in-another-case": {
    params: (params) =>
      params.map(([name, value]) => [name, name === "oauth_token" ? otherCase(value) : value]),
  },
  "token-cut": {
    params: (params) =>
      params.map(([name, value]) => [name, name === "oauth_token" ? value.slice(0, -1) : value]),
  },
  "other-method": { method: "POST" },
  "head-for-get": { method: "HEAD" },
  "nonce-changed": { sent: withValue("oauth_nonce", "another") },
  "timestamp-changed": {
    sent: (params) =>
      params.map(([name, value]) => [name, name === "oauth_timestamp" ? String(Number(value) + 1) : value]),
  },
  "parameter-added": { sent: (params) => [...params, ["oauth_callback", "x"]] },
  "signature-of-plaintext": { plaintext: true, sent: withValue("oauth_signature_method", "HMAC-SHA1") },
  "plaintext-of-hmac": { sent: withValue("oauth_signature_method", "PLAINTEXT") },
  "plaintext-cut": {
    plaintext: true,
    sent: (params) =>
      params.map(([name, value]) => [name, name === "oauth_signature" ? value.slice(0, -1) : value]),
  },
  "plaintext-longer": {
    plaintext: true,
    sent: (params) => params.map(([name, value]) => [name, name === "oauth_signature" ? `${value}x` : value]),
  },
  "plaintext-no-ampersand": {
    plaintext: true,
    sent: (params) =>
      params.map(([name, value]) => [name, name === "oauth_signature" ? value.replace("&", "") : value]),
  },
  "unknown-method": { sent: withValue("oauth_signature_method", "NONE") },
  "basic-scheme": { write: (params) => written(params).replace("OAuth", "Basic") },
  "bearer-scheme": { write: (params) => `Bearer ${params.find(([name]) => name === "oauth_token")![1]}` },
  "scheme-alone": { write: () => "OAuth" },
};

/** The text in the other case; another text if it has no letters. */
const otherCase = (text: string): string =>
  [text.toUpperCase(), text.toLowerCase()].find((other) => other !== text) ?? `${text}x`;

/** Wrong only by an assumption. */
const ASSUMED: Record<string, Signing> = {
  "six-minutes-behind": { params: aged(-360) },
  "six-minutes-behind-in-plaintext": { plaintext: true, params: aged(-360) },
  "six-minutes-ahead": { params: aged(360) },
  "timestamp-in-milliseconds": {
    params: (params) =>
      params.map(([name, value]) => [name, name === "oauth_timestamp" ? `${value}000` : value]),
  },
  "timestamp-of-zero": { params: withValue("oauth_timestamp", "0") },
  "timestamp-of-letters": { params: withValue("oauth_timestamp", "now") },
  "hmac-no-nonce": { params: without("oauth_nonce") },
  "hmac-no-timestamp": { params: without("oauth_timestamp") },
};

function aged(seconds: number) {
  return (params: Params): Params =>
    params.map(([name, value]) => [
      name,
      name === "oauth_timestamp" ? String(Number(value) + seconds) : value,
    ]);
}

export const headers = [
  ...Object.entries(RIGHT).flatMap(([name, signing]) =>
    defineClauses(
      { operation: "listProducts", answer: "200", needs: [], leaves: "nothing" },
      {
        [`oauth.right.${name}`]: {
          title: `A correct Authorization header is accepted: ${words(name)}`,
          provenance: ["P"],
          statements: ["3.signing"],
          run: async (t) => void answered(await send(t, "/products", signing), 200, ["P"]),
        },
      },
    ),
  ),
  ...[...Object.entries(WRONG), ...Object.entries(ASSUMED)].flatMap(([name, signing]) =>
    defineClauses(
      { operation: "listProducts", answer: "401", needs: [], leaves: "nothing" },
      {
        [`oauth.wrong.${name}`]: {
          title: `A wrong Authorization header is refused: ${words(name)}`,
          provenance: name in ASSUMED ? ["A-04"] : ["P", "D 29-30"],
          statements: ["3.signing", "3.unauthorized"],
          async run(t) {
            const answer = await send(t, "/products", signing);
            check(
              answer.status >= 400,
              "a refusal",
              `status ${answer.status}`,
              name in ASSUMED ? ["A-04"] : ["P", "D 29-30"],
            );
            same("id", fields(answered(answer, 401, ["A-05"]))["id"], "unauthorized", ["A-01"]);
          },
        },
      },
    ),
  ),
  ...defineClauses(
    { operation: "listProducts", answer: "200", needs: [], leaves: "nothing" },
    {
      "oauth.right.four-minutes": {
        title: "A timestamp four minutes in the past or future is accepted",
        provenance: ["A-04"],
        statements: ["3.timestamp"],
        async run(t) {
          for (const seconds of [-240, 240])
            answered(await send(t, "/products", { params: aged(seconds) }), 200);
        },
      },
      "oauth.nonce.other-path": {
        title: "A used nonce is refused at another address, too, also with PLAINTEXT",
        provenance: ["A-04"],
        statements: ["3.nonce", "3.plaintext"],
        answer: "401",
        needs: ["history"],
        async run(t) {
          const { id } = await t.make.sharedProduct();
          const timestamp = String(Math.floor(Date.now() / 1000));
          for (const form of [{}, { plaintext: true }] as const) {
            const nonce = t.uuid();
            const params = (all: Params): Params =>
              withValue("oauth_nonce", nonce)(withValue("oauth_timestamp", timestamp)(all));
            answered(await send(t, "/products", { ...form, params }), 200);
            answered(await send(t, `/products/${id}`, { ...form, params }), 401);
          }
        },
      },
      "oauth.nonce.many": {
        title: "Many requests in one second with different nonces are accepted, each only once",
        provenance: ["A-04", "P"],
        statements: ["3.nonce"],
        async run(t) {
          const timestamp = String(Math.floor(Date.now() / 1000));
          const nonces = Array.from({ length: 8 }, () => t.uuid());
          const one = (nonce: string) =>
            send(t, "/products", {
              params: (all) => withValue("oauth_nonce", nonce)(withValue("oauth_timestamp", timestamp)(all)),
            });
          for (const answer of await Promise.all(nonces.map(one))) answered(answer, 200, ["P"]);
          for (const answer of await Promise.all(nonces.map(one))) answered(answer, 401, ["A-04"]);
        },
      },
    },
  ),
];
