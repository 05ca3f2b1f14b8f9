import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAuthorization } from "./header.js";
import { plainBaseString, readPlainHeader } from "./plain-request.js";
import { signatureBaseString } from "./signature.js";

const GOOD =
  'OAuth oauth_nonce="n1", oauth_timestamp="1451926708", oauth_version="1.0", oauth_signature_method="HMAC-SHA1", ' +
  'oauth_consumer_key="ck", oauth_token="tk", oauth_signature="a%2Bb%3D"';
const URL = "http://127.0.0.1:7740/products/1/tests/events";

/** Pieces that requests are made of, ordinary and odd ones. */
const PIECES = [
  "a",
  "Z9",
  "_.~-",
  "%41",
  "%2f",
  "%2F",
  "%",
  "+",
  " ",
  "é",
  ";",
  ":",
  "oauth_x",
  "=",
  "&",
  '"',
  "\\",
  ",",
];
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }).map((parts) => parts.join(""));
const plain = fc.stringMatching(/^[\w.~-]{1,5}$/);
const value = fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: text });
const query = fc
  .array(fc.tuple(value, fc.constantFrom("=", "=", "=", ""), value), { maxLength: 4 })
  .map((fields) => fields.map((field) => field.join("")).join("&"));
const url = fc
  .tuple(
    fc.constantFrom(
      "http://h",
      "https://a.b:8443",
      "http://h:80",
      "http://H",
      "http://h:99999",
      "http://[::1]:1",
    ),
    value,
    query,
    fc.boolean(),
  )
  .map(([origin, path, search, asks]) => `${origin}/${path}${asks ? `?${search}` : ""}`);
const names = [
  "oauth_consumer_key",
  "oauth_token",
  "oauth_nonce",
  "oauth_signature",
  "oauth_version",
  "realm",
  "x",
];
const header = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 2 }).chain((extra) =>
  fc.tuple(value, value, value, fc.constantFrom(", ", ",", " , ", ";"), fc.boolean()).map((made) => {
    const [consumer, token, nonce, comma, isWhole] = made;
    const fields = [
      ["oauth_consumer_key", consumer],
      ["oauth_token", token],
      ["oauth_nonce", nonce],
      ["oauth_timestamp", "1451926708"],
      ["oauth_signature_method", "HMAC-SHA1"],
      ["oauth_signature", "c2ln"],
      ...(isWhole ? [] : extra),
    ];
    return `OAuth ${fields.map(([name, one]) => `${name}="${one}"`).join(comma)}`;
  }),
);

describe("an ordinary request", () => {
  it("is read in one pass", () => {
    const read = readPlainHeader(GOOD)!;
    expect(read).toMatchObject({ consumerKey: "ck", token: "tk", nonce: "n1", signature: "a+b=" });
    expect(plainBaseString("GET", `${URL}?z=1&a=2&a=1`, read)).toBe(
      "GET&http%3A%2F%2F127.0.0.1%3A7740%2Fproducts%2F1%2Ftests%2Fevents&a%3D1%26a%3D2%26oauth_consumer_key%3Dck" +
        "%26oauth_nonce%3Dn1%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1451926708%26oauth_token%3Dtk" +
        "%26oauth_version%3D1.0%26z%3D1",
    );
  });

  it("is read as the readers of everything read it, or not at all", () => {
    let read = 0;
    fc.assert(
      fc.property(header, url, fc.constantFrom("GET", "POST", "get"), (authorization, target, method) => {
        const short = readPlainHeader(authorization);
        if (short === null) return;
        const whole = parseAuthorization(authorization);
        if ("problem" in whole) throw new Error(whole.problem);
        expect(whole.realm).toBeUndefined();
        expect(whole.params.get("oauth_consumer_key")).toBe(short.consumerKey);
        expect(whole.params.get("oauth_token")).toBe(short.token);
        expect(whole.params.get("oauth_nonce")).toBe(short.nonce);
        expect(whole.params.get("oauth_signature")).toBe(short.signature);
        const base = plainBaseString(method, target, short);
        if (base === null) return;
        read += 1;
        expect(base).toBe(signatureBaseString({ method, url: target, oauthParams: whole.params }));
      }),
      { numRuns: 20_000 },
    );
    // 540 on average.
    expect(read).toBeGreaterThan(400);
  });

  it.each([
    ["another method", GOOD.replace("HMAC-SHA1", "RSA-SHA1")],
    ["another version", GOOD.replace('"1.0"', '"1.1"')],
    ["a parameter given twice", `${GOOD}, oauth_token="tk"`],
    ["a realm", GOOD.replace("OAuth ", 'OAuth realm="", ')],
    ["what is encoded", GOOD.replace('"n1"', '"n%31"')],
    ["an empty value", GOOD.replace('"n1"', '""')],
    ["a missing one", GOOD.replace('oauth_nonce="n1", ', "")],
    ["no time", GOOD.replace('"1451926708"', '"0"')],
    ["a comma at the end", `${GOOD},`],
    ["a broken signature", GOOD.replace("%3D", "%3")],
    ["another scheme", GOOD.replace("OAuth", "oauth")],
  ])("is not one with %s", (_, authorization) => {
    expect(readPlainHeader(authorization)).toBeNull();
  });

  it.each(["?oauth_token=1", "?a", "?a=1&&b=2", "?a=%20", "?", "/;", "?a=1=2"])(
    "is not one to ...%s",
    (end) => {
      expect(plainBaseString("GET", `${URL}${end}`, readPlainHeader(GOOD)!)).toBeNull();
    },
  );
});
