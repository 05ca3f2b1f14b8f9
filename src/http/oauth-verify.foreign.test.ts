import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import fc from "fast-check";
import { listening } from "../testing/listening.js";
import { missingPython, PYTHON } from "../testing/programs.js";
import { NonceStore } from "../sandbox/nonce-store.js";
import { verifyRequest, type SignedRequest, type Verification } from "./oauth-verify.js";

const CREDENTIALS = {
  consumer_key: "ck é",
  consumer_secret: "c0ffee&/é",
  token_key: "tk+1",
  token_secret: "5ec2e7%2B",
};

/** Signs each case of stdin's JSON as its `how` says; all in one process, since starting python is what takes time. */
const SCRIPT = `
import json, sys
from oauthlib.oauth1 import Client
from requests import Request
from requests_oauthlib import OAuth1Session
given = json.load(sys.stdin)
c = given["credentials"]
keys = [c[k] for k in ("consumer_key", "consumer_secret", "token_key", "token_secret")]
def answer(case):
    how, method, url, by = case["how"], case["method"], case["url"], case["by"]
    if how == "oauthlib":
        signed, headers, _ = Client(*keys, signature_method=by).sign(url, method)
        return {"url": signed, "authorization": headers["Authorization"]}
    session = OAuth1Session(*keys, signature_method=by)
    session.trust_env = False
    body = {"json": {"a": "b c", "oauth_token": 1}} if method in ("POST", "PUT") else {}
    if how == "sent":
        response = session.request(method, given["server"] + url, params=case.get("params"), **body)
        return {"status": response.status_code, "text": response.text}
    prepared = session.prepare_request(Request(method, url, params=case.get("params"), **body))
    authorization = prepared.headers["Authorization"]
    if isinstance(authorization, bytes):
        authorization = authorization.decode("ascii")
    return {"url": prepared.url, "authorization": authorization}
json.dump([answer(case) for case in given["cases"]], sys.stdout)
`;

interface Case {
  how: "oauthlib" | "prepared" | "sent";
  method: string;
  url: string;
  by: "HMAC-SHA1" | "PLAINTEXT";
  params?: [string, string][];
}
type Answer = { url: string; authorization: string } | { status: number; text: string };

/** Path and query. */
const TARGETS = [
  "",
  "/",
  "/products",
  "/products/1/tests/results?start_date=2015-08-26T00:00:00&end_date=20150914 17:51:31",
  "/p?end_date=20150914+175131+Z",
  "/p?start_date=2015-08-26T00:00:00%2B00:00",
  "/p?start_date=2015-08-26T00:00:00+00:00",
  "/a b/c%20d",
  "/100%25/%2525?x=100%25&y=%2525",
  "/é/%C3%A9?é=ü&%C3%A9=%C3%BC",
  "/p?a=1&a=1&a=0&b=&c&=d&&",
  "/p?=&&==",
  "/~me/%7Eyou/%7e?~=%7E&z=%7e",
  "/a/../b/./c//d/",
  "/a;b=1;c?d;e=f;",
  "/a;",
  "/p?q=%2f%2F/?:@!$'()*,;",
  "/p?b=2&a=1&A=3&a-b=4&ab=5&%61=0",
  "/p?bad=%FF%C3%28&nul=%00",
  "/p?a=1#fragment?b=2",
];
const ORIGINS = [
  "http://127.0.0.1:8080",
  "http://SPI.Example.COM",
  "HTTP://h:80",
  "https://spi.canonical.com:443",
  "https://h:80",
  "http://[::1]:8080",
  "http://[0:0:0:0:0:0:0:1]",
];
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "get"];

/** What oauthlib takes in a query; it refuses other characters. */
const QUERY = "abzAZ09_.-=&;:%+~,*@!()/?'$"
  .split("")
  .flatMap((mark) => (mark === "%" ? ["%2B", "%25", "%C3%A9"] : mark));
const RANDOM_URLS = fc.sample(
  fc
    .tuple(
      fc.constantFrom(...ORIGINS),
      fc.string({
        unit: fc.constantFrom(...QUERY.filter((mark) => mark !== "?"), "%zz", "é", " "),
        maxLength: 15,
      }),
      fc.string({ unit: fc.constantFrom(...QUERY), maxLength: 25 }),
    )
    .map(([origin, path, query]) => `${origin}/${path}?${query}`),
  { numRuns: 300, seed: 5849 },
);

function casesOf(by: Case["by"]): Case[] {
  const table = ORIGINS.flatMap((origin, index) =>
    TARGETS.map((target, at) => ({ url: origin + target, method: METHODS[(index + at) % METHODS.length]! })),
  );
  // oauthlib refuses a query that holds a raw blank, or anything else not encoded; requests encodes it first.
  const encoded = table.filter(({ url }) => !/\?[^#]*[^!-~]/.test(url));
  const params: [string, string][] = [
    ["a b", "c+d&e=f"],
    ["é", "%~"],
    ["a b", ""],
  ];
  return [
    ...table.map((row) => ({ ...row, by, how: "prepared" as const })),
    ...encoded.map((row) => ({ ...row, by, how: "oauthlib" as const })),
    ...RANDOM_URLS.map((url) => ({ url, method: "GET", by, how: "oauthlib" as const })),
    ...TARGETS.map((url, at) => ({ url, method: METHODS[at % METHODS.length]!, by, how: "sent" as const })),
    ...(["prepared", "sent"] as const).map((how) => {
      const url = how === "sent" ? "/p?x=%20y+z" : "http://h/p?x=%20y+z";
      return { url, method: "GET", by, how, params };
    }),
  ];
}

async function python(input: unknown): Promise<Answer[]> {
  const options = { maxBuffer: 64 * 1024 * 1024, timeout: 100_000 };
  const running = promisify(execFile)(PYTHON, ["-c", SCRIPT], options);
  running.child.stdin!.end(JSON.stringify(input));
  return JSON.parse((await running).stdout) as Answer[];
}

const nonces = new NonceStore();
function verify(request: Omit<SignedRequest, "urls">, url: string): Verification {
  return verifyRequest(
    { ...request, urls: [url] },
    {
      findConsumer: (key) =>
        key === CREDENTIALS.consumer_key ? { secret: CREDENTIALS.consumer_secret } : undefined,
      findToken: (key) =>
        key === CREDENTIALS.token_key
          ? { secret: CREDENTIALS.token_secret, consumerKey: CREDENTIALS.consumer_key }
          : undefined,
      nonces,
      now: Date.now(),
    },
  );
}

const accepted = { ok: true, consumerKey: CREDENTIALS.consumer_key, tokenKey: CREDENTIALS.token_key };
const cases = [...casesOf("HMAC-SHA1"), ...casesOf("PLAINTEXT")];

describe("what python's oauthlib and requests_oauthlib sign is accepted", () => {
  // Where CI is set the modules must be there: without them the test fails, with python's own words.
  const missing = missingPython();
  let server: Server;
  let answers: Answer[] = [];

  beforeAll(async () => {
    if (missing !== undefined) return;
    server = createServer((request, response) => {
      const { authorization, host = "" } = request.headers;
      const verification = verify(
        { method: request.method!, authorization },
        `http://${host}${request.url!}`,
      );
      request.resume();
      response.statusCode = verification.ok ? 200 : 401;
      response.end(verification.ok ? "" : verification.message);
    });
    const port = await listening(server);
    answers = await python({ credentials: CREDENTIALS, server: `http://127.0.0.1:${port}`, cases });
  });

  afterAll(async () => {
    if (missing === undefined) await new Promise((resolve) => server.close(resolve));
  });

  it.for(["oauthlib", "prepared", "sent"])("%s", (how, context) => {
    context.skip(missing !== undefined, missing);
    expect(answers).toHaveLength(cases.length);
    for (const [index, given] of cases.entries()) {
      if (given.how !== how) continue;
      const answer = answers[index]!;
      const label = JSON.stringify({ ...given, ...answer });
      if ("status" in answer) expect(answer, label).toEqual({ status: 200, text: "" });
      else {
        const request = { method: given.method, authorization: answer.authorization };
        expect(verify(request, answer.url), label).toEqual(accepted);
      }
    }
  });
});
