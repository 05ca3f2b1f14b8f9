import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { authorizationHeader, type RequestToSign } from "../oauth1/sign.js";
import { NonceStore } from "../sandbox/nonce-store.js";
import { verifyRequest, type SignedRequest, type Verification, type VerifyDeps } from "./oauth-verify.js";

const NOW_MS = 1_451_925_514_093;
const SECONDS = 1_451_925_514;
const URL = "https://spi.example.com/products?a=1&b=%20+x";
const credentials = {
  consumer_key: "ck",
  consumer_secret: "c0ffeec0ffee",
  token_key: "tk",
  token_secret: "5ec2e75ec2e7",
};

function header(change: Partial<RequestToSign> = {}): string {
  return authorizationHeader({
    method: "GET",
    url: URL,
    credentials,
    signatureMethod: "HMAC-SHA1",
    timestamp: SECONDS,
    nonce: "n",
    ...change,
  });
}

function deps(change: Partial<VerifyDeps> = {}): VerifyDeps {
  const consumers = new Map([
    ["ck", { secret: credentials.consumer_secret }],
    ["other", { secret: "other" }],
  ]);
  const tokens = new Map([["tk", { secret: credentials.token_secret, consumerKey: "ck" }]]);
  return {
    findConsumer: (key) => consumers.get(key),
    findToken: (key) => tokens.get(key),
    nonces: new NonceStore(),
    now: NOW_MS,
    ...change,
  };
}

function verify(request: Partial<SignedRequest>, given = deps()): Verification {
  return verifyRequest({ method: "GET", urls: [URL], authorization: header(), ...request }, given);
}

function messageOf(verification: Verification): string {
  return verification.ok ? "accepted" : verification.message;
}

const accepted = { ok: true, consumerKey: "ck", tokenKey: "tk" };

/** A header with parameters removed or changed; the signature stays. */
function edited(
  edit: (text: string) => string,
  change: Partial<RequestToSign> = {},
): { authorization: string } {
  return { authorization: edit(header(change)) };
}
const without =
  (name: string) =>
  (text: string): string =>
    text.replace(new RegExp(`${name}="[^"]*", `), "");

describe("verifyRequest accepts", () => {
  it("HMAC-SHA1 and PLAINTEXT", () => {
    expect(verify({})).toEqual(accepted);
    expect(verify({ authorization: header({ signatureMethod: "PLAINTEXT" }) })).toEqual(accepted);
  });

  it("a signature over any of the URLs except malformed ones", () => {
    expect(verify({ urls: ["https://public.example.com/products", "http://h:x/", URL] })).toEqual(accepted);
  });

  it("realm, and unknown parameters of the header, if signed", () => {
    const realm = edited((text) => text.replace("OAuth ", 'OAuth realm="API", '));
    expect(verify(realm)).toEqual(accepted);
    const unsigned = edited((text) => text.replace("OAuth ", 'OAuth x="y", '));
    expect(messageOf(verify(unsigned))).toMatch(/^oauth_signature does not match/);
  });

  it("PLAINTEXT without nonce, timestamp and version", () => {
    const bare = (text: string): string =>
      ["oauth_nonce", "oauth_timestamp", "oauth_version"].reduce((left, name) => without(name)(left), text);
    const given = deps();
    const request = edited(bare, { signatureMethod: "PLAINTEXT" });
    expect(verify(request, given)).toEqual(accepted);
    expect(verify(request, given)).toEqual(accepted);
  });

  it.each([-300, 300])("a timestamp %i s off (A-04)", (off) => {
    expect(verify({ authorization: header({ timestamp: SECONDS + off }) })).toEqual(accepted);
  });
});

describe("verifyRequest remembers nonces (A-04)", () => {
  it("refuses one that is reused", () => {
    const given = deps();
    expect(verify({}, given)).toEqual(accepted);
    expect(messageOf(verify({}, given))).toBe(
      "oauth_nonce 'n' was used before with oauth_timestamp 1451925514: " +
        "each request needs a new nonce; sign a retry again",
    );
  });

  it("does not record the nonce of a request that it refuses", () => {
    const given = deps();
    expect(verify({ urls: ["https://spi.example.com/other"] }, given).ok).toBe(false);
    expect(
      verify({ authorization: header({ credentials: { ...credentials, token_secret: "x" } }) }, given).ok,
    ).toBe(false);
    expect(verify({}, given)).toEqual(accepted);
  });

  it("of PLAINTEXT too if given, also without a timestamp", () => {
    const given = deps();
    const request = edited(without("oauth_timestamp"), { signatureMethod: "PLAINTEXT" });
    expect(verify(request, given)).toEqual(accepted);
    expect(messageOf(verify(request, given))).toMatch(/^oauth_nonce 'n' was used before: each request needs/);
  });
});

describe("verifyRequest refuses, and says what to do", () => {
  const how = "sign requests with OAuth 1.0a, credentials are in conf.ini";
  const plain = { signatureMethod: "PLAINTEXT" } as const;
  it.each<[string, Partial<SignedRequest>, string]>([
    ["no header", { authorization: undefined }, `no Authorization header; ${how}`],
    [
      "a form",
      { authorization: undefined, contentType: "Application/x-www-form-urlencoded; charset=utf-8" },
      `no Authorization header; a form body is not read for it: send OAuth parameters in the Authorization header; ${how}`,
    ],
    ["Bearer", { authorization: "Bearer secret" }, `the Authorization header is Bearer, not OAuth: ${how}`],
    ["Basic", { authorization: "Basic secret" }, `the Authorization header is Basic, not OAuth: ${how}`],
    [
      "a bare token",
      { authorization: "secret" },
      `the Authorization header is of no known scheme, not OAuth: ${how}`,
    ],
    [
      "a broken header",
      { authorization: 'OAuth oauth_token="a" b="c"' },
      "the Authorization header cannot be read: a comma is missing after oauth_token",
    ],
    [
      "parameters in the query",
      { urls: ["http://h/p?oauth_token=secret&oauth%5Fnonce=1&oauth_token=x"], authorization: undefined },
      "oauth_token, oauth_nonce in the query string: send OAuth parameters in the Authorization header",
    ],
    [
      "missing parameters",
      { authorization: 'OAuth oauth_token="", oauth_version="1.0"' },
      "the Authorization header lacks a value for oauth_consumer_key, oauth_token, oauth_signature_method, " +
        `oauth_signature, oauth_timestamp, oauth_nonce: ${how}`,
    ],
    [
      "HMAC-SHA1 without a nonce",
      edited(without("oauth_nonce")),
      `the Authorization header lacks a value for oauth_nonce: ${how}`,
    ],
    [
      "PLAINTEXT with an empty nonce",
      edited((text) => text.replace('oauth_nonce="n"', 'oauth_nonce=""'), plain),
      `the Authorization header lacks a value for oauth_nonce: ${how}`,
    ],
    [
      "another method",
      edited((text) => text.replace("HMAC-SHA1", "RSA-SHA1")),
      "oauth_signature_method 'RSA-SHA1' is not supported: use HMAC-SHA1 or PLAINTEXT",
    ],
    [
      "another version",
      edited((text) => text.replace('"1.0"', '"2.0"')),
      `oauth_version '2.0': it must be "1.0" or absent`,
    ],
    [
      "a timestamp too old",
      { authorization: header({ timestamp: SECONDS - 301 }) },
      "oauth_timestamp 1451925213 is 301 s behind the server's clock, 300 s are allowed: set the client's clock",
    ],
    [
      "a timestamp too new, PLAINTEXT",
      { authorization: header({ ...plain, timestamp: SECONDS + 301 }) },
      "oauth_timestamp 1451925815 is 301 s ahead of the server's clock, 300 s are allowed: set the client's clock",
    ],
    [
      "an unknown consumer",
      edited((text) => text.replace('"ck"', '"abc%0A"')),
      `unknown consumer_key 'abc?': ${how}`,
    ],
    ["an unknown token", edited((text) => text.replace('"tk"', '"abc"')), `unknown token_key 'abc': ${how}`],
    [
      "another's token",
      edited((text) => text.replace('"ck"', '"other"')),
      `token_key 'tk' does not belong to consumer_key 'other': ${how}`,
    ],
    [
      "no usable URL",
      { urls: ["http://"] },
      "the request's URL cannot be determined: send a valid Host header",
    ],
  ])("%s", (_, request, message) => {
    expect(messageOf(verify(request))).toBe(message);
  });

  it.each(["0", "-1", "1.5", "1e9", "01451925514", " 1451925514", "1451925514093000000", "now"])(
    "the timestamp %j",
    (timestamp) => {
      const request = edited((text) => text.replace(String(SECONDS), encodeURIComponent(timestamp)));
      expect(messageOf(verify(request))).toMatch(/is not a positive whole number of seconds since 1970$/);
    },
  );

  it("milliseconds, by name", () => {
    expect(messageOf(verify({ authorization: header({ timestamp: NOW_MS }) }))).toMatch(
      /these are milliseconds, send seconds$/,
    );
  });

  it("an unknown key even if the signature matches the replacement secret", () => {
    const stand = "0".repeat(32);
    const unknown = { consumer_key: "x", consumer_secret: stand, token_key: "y", token_secret: stand };
    for (const signatureMethod of ["HMAC-SHA1", "PLAINTEXT"] as const) {
      expect(messageOf(verify({ authorization: header({ credentials: unknown, signatureMethod }) }))).toMatch(
        /^unknown/,
      );
      const gone = header({ credentials: { ...credentials, consumer_secret: stand }, signatureMethod });
      const given = deps({ findConsumer: () => undefined });
      expect(messageOf(verify({ authorization: gone }, given))).toMatch(/^unknown consumer_key 'ck'/);
      const token = { ...credentials, token_key: "y", token_secret: stand };
      expect(messageOf(verify({ authorization: header({ credentials: token, signatureMethod }) }))).toMatch(
        /^unknown/,
      );
    }
  });
});

describe("sign, then verify", () => {
  const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE");
  const host = fc.constantFrom("h", "H.example:80", "h:8080", "127.0.0.1:443", "[::1]:8080");
  const rest = fc.string({
    unit: fc.constantFrom(..."aZ0~-._!$'()*+,;:@%&=?/ é%2%7E".split("")),
    maxLength: 30,
  });
  const url = fc
    .tuple(fc.constantFrom("http", "https"), host, rest)
    .map(([scheme, authority, tail]) => `${scheme}://${authority}/${tail}`)
    .filter((text) => !text.includes("oauth_"));
  const secret = fc.string({ unit: "grapheme", maxLength: 20 });
  const signatureMethod = fc.constantFrom("HMAC-SHA1" as const, "PLAINTEXT" as const);
  const known = (consumer: string, token: string): VerifyDeps =>
    deps({
      findConsumer: () => ({ secret: consumer }),
      findToken: () => ({ secret: token, consumerKey: "ck" }),
    });
  const signedBy = (consumer: string, token: string): Partial<RequestToSign> => ({
    credentials: { ...credentials, consumer_secret: consumer, token_secret: token },
  });

  it("accepts what was signed", () => {
    fc.assert(
      fc.property(
        method,
        url,
        secret,
        secret,
        signatureMethod,
        fc.string({ minLength: 1 }),
        (verb, u, cs, ts, by, nonce) => {
          const authorization = header({
            method: verb,
            url: u,
            ...signedBy(cs, ts),
            signatureMethod: by,
            nonce,
          });
          expect(verifyRequest({ method: verb, urls: [u], authorization }, known(cs, ts))).toEqual(accepted);
        },
      ),
    );
  });

  const base = "http://h:8080";
  const changes: [string, fc.Arbitrary<[Partial<RequestToSign>, Partial<RequestToSign>]>][] = [
    [
      "method",
      fc
        .tuple(method, method)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => [{ method: a }, { method: b }]),
    ],
    [
      "path",
      fc
        .tuple(fc.webPath(), fc.webPath())
        .filter(([a, b]) => (a || "/") !== (b || "/") && !/;$/.test(a + b) && !a.endsWith(";"))
        .map(([a, b]) => [{ url: base + a }, { url: base + b }]),
    ],
    [
      "query",
      fc
        .tuple(fc.array(fc.tuple(fc.string(), fc.string())), fc.array(fc.tuple(fc.string(), fc.string())))
        .map((pairs) => pairs.map((list) => new URLSearchParams(list)))
        .filter(([a, b]) => (a!.sort(), b!.sort(), a!.toString() !== b!.toString()))
        .map(([a, b]) => [{ url: `${base}/?${a!.toString()}` }, { url: `${base}/?${b!.toString()}` }]),
    ],
    ["nonce", fc.constant([{ nonce: "a" }, { nonce: "b" }])],
  ];
  it.each(changes)("refuses another %s", (_, change) => {
    fc.assert(
      fc.property(change, ([signed, sent]) => {
        const [before, after] = [
          { method: "GET", url: base, nonce: "n", ...signed },
          { method: "GET", url: base, ...sent },
        ];
        const text = header(before).replace(
          `oauth_nonce="${before.nonce}"`,
          `oauth_nonce="${sent.nonce ?? before.nonce}"`,
        );
        const given = { method: after.method, urls: [after.url], authorization: text };
        expect(messageOf(verifyRequest(given, deps()))).toMatch(/^oauth_signature does not match/);
      }),
    );
  });

  it("refuses another secret, and never shows one", () => {
    const hex = fc.string({
      unit: fc.constantFrom(..."0123456789abcdef".split("")),
      minLength: 12,
      maxLength: 32,
    });
    fc.assert(
      fc.property(hex, hex, hex, signatureMethod, (cs, ts, wrong, by) => {
        fc.pre(wrong !== cs && wrong !== ts);
        for (const signed of [signedBy(wrong, ts), signedBy(cs, wrong), signedBy(cs, "")]) {
          const verification = verify(
            { authorization: header({ ...signed, signatureMethod: by }) },
            known(cs, ts),
          );
          const message = messageOf(verification);
          expect(message).toMatch(/^oauth_signature does not match/);
          for (const text of [cs, ts, wrong]) expect(message).not.toContain(text);
        }
      }),
    );
  });

  it("never throws, whatever the header and the Host", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: "binary" }), fc.string(), (text, path, verb) => {
        const given = {
          method: verb,
          urls: [`http://${text}/${path}`, `http://h/${path}`],
          hintUrls: [text],
        };
        for (const authorization of [text, `OAuth ${text}`, header()]) {
          expect(verifyRequest({ ...given, authorization }, deps()).ok).toBe(false);
        }
      }),
    );
  });
});
