import {
  percentEncode,
  plaintextSignature,
  signatureBaseString,
  signHmacSha1,
} from "../../src/oauth1/signature.js";
import { check } from "../judge/mismatch.js";
import type { Answer } from "../target/answer.js";
import type { Clause, ClauseContext } from "./clause.js";
import type { Token } from "./support/bodies.js";
import { clockAheadS } from "./support/clock.js";
import { defineClauses } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";

type Params = [name: string, value: string][];

/** How a request is signed by hand. */
interface Signing {
  /** Changes the parameters before they are signed. */
  params?: (params: Params) => Params;
  /** Changes the parameters after signing. */
  sent?: (params: Params) => Params;
  method?: string;
  plaintext?: true;
  /** Writes the header. */
  write?: (params: Params) => string;
}

const written = (params: Params, comma = ", "): string =>
  `OAuth ${params.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`).join(comma)}`;

/** Sends a GET, signed by hand as the first account. After a 429 or 503 it is signed again, because the nonce may be used up. */
async function send(t: ClauseContext, path: string, signing: Signing = {}): Promise<Answer> {
  const now = Math.floor(Date.now() / 1000) + (await clockAheadS(t));
  return t.until("an answer at once", async () => {
    const headers = { authorization: signedByHand(t, path, signing, now) };
    const answer = await t.send({ method: "GET", path, headers, retry: false });
    return answer.status === 429 || answer.status === 503 ? null : answer;
  });
}

/** @param now the target's time, in seconds since 1970 */
function signedByHand(t: ClauseContext, path: string, signing: Signing, now: number): string {
  const { consumer_key, consumer_secret, token_key, token_secret } = t.target.credentials;
  const secrets = [consumer_secret, token_secret] as const;
  const all: Params = [
    ["oauth_consumer_key", consumer_key],
    ["oauth_token", token_key],
    ["oauth_signature_method", signing.plaintext ? "PLAINTEXT" : "HMAC-SHA1"],
    ["oauth_timestamp", String(now)],
    ["oauth_nonce", t.uuid()],
    ["oauth_version", "1.0"],
  ];
  const params = signing.params?.(all) ?? all;
  const [method, url] = [signing.method ?? "GET", t.target.url + path];
  const signature = signing.plaintext
    ? plaintextSignature(...secrets)
    : signHmacSha1(signatureBaseString({ method, url, oauthParams: params }), ...secrets);
  const signed: Params = [...params, ["oauth_signature", signature]];
  return (signing.write ?? written)(signing.sent?.(signed) ?? signed);
}

const without =
  (...names: string[]) =>
  (params: Params): Params =>
    params.filter(([name]) => !names.includes(name));
const withValue =
  (name: string, value: string) =>
  (params: Params): Params =>
    params.map((pair) => (pair[0] === name ? [name, value] : pair));

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
const otherCase = (text: string): string => {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
};

/** Wrong only by an assumption (A-04). */
const ASSUMED: Record<string, Signing> = {
  "six-minutes-behind": { params: aged(-360) },
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

const words = (name: string): string => name.replaceAll("-", " ");

const headers = [
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
        title: "A used nonce is refused at another address, too",
        provenance: ["A-04"],
        statements: ["3.nonce"],
        answer: "401",
        needs: ["history"],
        async run(t) {
          const { id } = await t.make.sharedProduct();
          const [nonce, timestamp] = [t.uuid(), String(Math.floor(Date.now() / 1000))];
          const params = (all: Params): Params =>
            withValue("oauth_nonce", nonce)(withValue("oauth_timestamp", timestamp)(all));
          answered(await send(t, "/products", { params }), 200);
          answered(await send(t, `/products/${id}`, { params }), 401);
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

/** Queries in several notations; the signature covers the decoded parameters (RFC 5849, section 3.4.1.3). */
const QUERIES: Record<string, string> = {
  "blank-as-plus": "image_unique_id=a+b",
  "blank-as-escape": "image_unique_id=a%20b",
  "plus-as-escape": "image_unique_id=a%2Bb",
  tilde: "image_unique_id=a~b",
  "tilde-as-escape": "image_unique_id=a%7Eb",
  "lower-case-escape": "image_unique_id=a%c3%a9b",
  "upper-case-escape": "image_unique_id=a%C3%A9b",
  "outside-the-basic-plane": "image_unique_id=%F0%9F%9B%B0",
  "marks-as-they-are": "image_unique_id=!*'()",
  "marks-as-escapes": "image_unique_id=%21%2A%27%28%29",
  "escaped-for-nothing": "image_unique_id=%61%62%63",
  "escaped-name": "image%5Funique%5Fid=abc",
  "ampersand-and-equals": "image_unique_id=a%26b%3Dc",
  percent: "image_unique_id=100%25",
  "equals-in-a-value": "image_unique_id=a=b",
  "names-not-in-order": "test_opportunity_id=48d7e1b5-a93c-4f26-90be-d2c1f7a60834&image_unique_id=abc",
  "slash-and-question-mark": "image_unique_id=a/b?c",
};
/** Queries that are refused for their parameters, not for their signature. */
const ASKING_WRONG: Record<string, string> = {
  "empty-value": "image_unique_id=",
  "no-equals": "image_unique_id",
  "given-twice": "image_unique_id=b&image_unique_id=a",
  "same-twice": "image_unique_id=a&image_unique_id=a",
  "unknown-names": "b=2&a=1&a=0&A=3&_=4",
};

const queries = [
  ...Object.entries(QUERIES).map(([name, query]) => [name, query, 200] as const),
  ...Object.entries(ASKING_WRONG).map(([name, query]) => [name, query, 400] as const),
].flatMap(([name, query, status]) =>
  defineClauses(
    { operation: "listTestResults", answer: String(status), needs: ["history"], leaves: "nothing" },
    {
      [`oauth.query.${name}`]: {
        title: `The signature of a query is accepted: ${words(name)}`,
        provenance: status === 200 ? ["P"] : ["P", "A-24"],
        statements: ["3.query-signed"],
        async run(t) {
          const { id } = await t.make.sharedProduct();
          const path = `/products/${id}/tests/results?${query}`;
          const answer = await send(t, path);
          check(answer.status !== 401, "an accepted signature", `status 401: ${answer.text.slice(0, 200)}`, [
            "P",
          ]);
          answered(answer, status);
          const unsigned = await t.send({ method: "GET", path, sign: { url: `${t.target.url}${path}x` } });
          answered(unsigned, 401, ["P", "A-05"]);
        },
      },
    },
  ),
);

/** Names in a path, which is signed as sent. */
const PATHS: Record<string, string> = {
  slash: "a%2Fb",
  blank: "a%20b",
  plus: "a+b",
  "plus-as-escape": "a%2Bb",
  percent: "100%25",
  tilde: "a~b",
  "lower-case-escape": "a%c3%a9b",
  marks: "!*'()",
  colon: "a:b@c;d=e",
};
const paths = Object.entries(PATHS).flatMap(([name, text]) =>
  defineClauses(
    { operation: "pickTestOpportunity", answer: "204", needs: ["writes", "agent-api"], leaves: "nothing" },
    {
      [`oauth.path.${name}`]: {
        title: `A path is signed as sent and then decoded: ${words(name)}`,
        provenance: ["P", "A-21"],
        statements: ["3.exact-url"],
        async run(t) {
          const answer = await t.send({
            method: "POST",
            path: `/agents/${t.make.agent()}${text}/pick`,
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ platform: t.make.platform() }),
          });
          check(answer.status !== 401, "an accepted signature", answer.text, ["P"]);
          answered(answer, 204);
        },
      },
    },
  ),
);

/** Several tokens of one account (contract.md §3). */
const tokens = defineClauses(
  { operation: "createToken", answer: null, needs: ["writes", "password"], leaves: "token" },
  {
    "oauth.tokens.all-work": {
      title: "All tokens of an account sign, also older ones, each only with its own secret",
      provenance: ["P", "D 29-30"],
      statements: ["3.token-signs", "3.token-created", "1.actors"],
      async run(t) {
        const ask = async (token_name: string) =>
          (await t.call("createToken", { body: { ...t.target.login!, token_name } }, "anonymous"))
            .json as Token;
        const names = [t.name("token"), t.name("token"), t.name("token")];
        const made: Token[] = [];
        for (const name of names) made.push(await ask(name));
        for (const key of ["token_key", "token_secret", "href"] as const)
          same(`different ${key}`, new Set(made.map((token) => token[key])).size, 3);
        const again: Token[] = [];
        for (const name of names) again.push(await ask(name));
        same("the tokens of repeated requests", again, made);
        const read = (credentials: Partial<Token>) => {
          const { consumer_key, consumer_secret, token_key, token_secret } = { ...made[0]!, ...credentials };
          const all = { consumer_key, consumer_secret, token_key, token_secret };
          return t.send({ method: "GET", path: "/products", sign: { credentials: all } });
        };
        for (const token of made) answered(await read(token), 200);
        answered(await read({ token_secret: made[1]!.token_secret }), 401, ["P", "D 29-30", "A-05"]);
        answered(await t.call("listProducts"), 200);
      },
    },
    "oauth.tokens.name-alike": {
      title: "Token names are compared exactly: similar names have different tokens",
      provenance: ["P"],
      statements: ["3.token-created", "3.token-body"],
      async run(t) {
        const base = t.name("token");
        const keys = new Set<string>();
        const names = [
          base,
          base.toUpperCase(),
          `${base} `,
          ` ${base}`,
          `${base}x`,
          `${base}é`,
          `${base}e\u0301`,
        ];
        for (const token_name of names) {
          const answer = await t.call(
            "createToken",
            { body: { ...t.target.login!, token_name } },
            "anonymous",
          );
          const token = answered<Token>(answer, 201);
          same("token_name", token.token_name, token_name);
          keys.add(token.token_key);
        }
        same("tokens", keys.size, names.length);
      },
    },
    "oauth.tokens.refused-makes-none": {
      title: "A refused request for a token creates none: the next correct request is 201",
      provenance: ["P"],
      statements: ["3.token-created", "3.sso-errors"],
      async run(t) {
        const token_name = t.name("token");
        const { login } = t.target;
        const ask = (body: unknown) => t.call("createToken", { body }, "anonymous");
        answered(await ask({ ...login!, token_name, password: `${login!.password}x` }), 401);
        answered(await ask({ ...login!, token_name, email: 7 }), 400);
        answered(await ask({ ...login!, token_name }), 201);
      },
    },
  },
);

/** Special cases of signatures and tokens (contract.md §3; RFC 5849). */
export const oauth: readonly Clause[] = [...headers, ...queries, ...paths, ...tokens];
