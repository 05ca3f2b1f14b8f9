import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { percentEncode } from "../oauth1/signature.js";
import { diagnoseHmac, diagnosePlaintext, type HmacMismatch } from "./oauth-diagnosis.js";

const SENT = "http://127.0.0.1:8080/spi/products?a=%2B&b=c+d";

/** The signature of a client that concatenates its base string: the parts are used as given. */
function clientSignature(client: { method?: string; uri?: string; params?: string; key?: string }): string {
  const {
    method = "GET",
    uri = "http://127.0.0.1:8080/spi/products",
    params = "a=%2B&b=c%20d",
    key = "cs&ts",
  } = client;
  const base = [method, uri, `${params}&oauth_nonce=n`].map(percentEncode).join("&");
  return createHmac("sha1", key).update(base).digest("base64");
}

function diagnose(signature: string, change: Partial<HmacMismatch> = {}): string {
  return diagnoseHmac({
    method: "GET",
    urls: [SENT],
    hintUrls: [],
    contentType: undefined,
    params: new Map([["oauth_nonce", "n"]]),
    realm: undefined,
    secrets: ["cs", "ts"],
    fits: (other) => other === signature,
    ...change,
  });
}

describe("diagnoseHmac", () => {
  const here = "http://127.0.0.1:8080/spi/products";
  const start = (uri: string, origin: string): string =>
    `the signature fits ${uri}: start with --public-url ${origin}, or sign for ${here}`;
  it.each<[string, Parameters<typeof clientSignature>[0], string]>([
    [
      "https for http",
      { uri: "https://127.0.0.1:8080/spi/products" },
      start("https://127.0.0.1:8080/spi/products", "https://127.0.0.1:8080"),
    ],
    [
      "no port",
      { uri: "http://127.0.0.1/spi/products" },
      start("http://127.0.0.1/spi/products", "http://127.0.0.1"),
    ],
    [
      "https without the port",
      { uri: "https://127.0.0.1/spi/products" },
      start("https://127.0.0.1/spi/products", "https://127.0.0.1"),
    ],
    [
      "the real service",
      { uri: "https://spi.canonical.com/spi/products" },
      start("https://spi.canonical.com/spi/products", "https://spi.canonical.com"),
    ],
    [
      "no prefix",
      { uri: "http://127.0.0.1:8080/products" },
      "the signature fits the path /products, not /spi/products: the prefix /spi is missing; sign the whole path",
    ],
    [
      "a slash at the end",
      { uri: `${here}/` },
      "the signature fits the path /spi/products/, not /spi/products: sign the path as it is sent",
    ],
    [
      "no token secret",
      { key: "cs&" },
      "the signature fits without the token secret; the key is consumer_secret&token_secret",
    ],
    [
      "no consumer secret",
      { key: "&ts" },
      "the signature fits without the consumer secret; the key is consumer_secret&token_secret",
    ],
    [
      "swapped secrets",
      { key: "ts&cs" },
      "the signature fits with the two secrets swapped; the key is consumer_secret&token_secret",
    ],
    [
      "a literal plus sign",
      { params: "a=%2B&b=c%2Bd" },
      "the signature fits with '+' taken literally; in a query '+' is a space, a plus sign is %2B",
    ],
    [
      "an undecoded query",
      { params: "a=%252B&b=c%2Bd" },
      "the signature fits the query as it is encoded in the URL; decode names and values first",
    ],
    ["a small method", { method: "get" }, "the signature fits the method 'get'; it is signed in upper case"],
    ["another method", { method: "POST" }, "the signature fits the method POST, but the request is GET"],
  ])("%s", (_, client, advice) => {
    for (const urls of [[SENT], ["https://public.example.com/", SENT]]) {
      expect(diagnose(clientSignature(client), { urls })).toBe(`oauth_signature does not match: ${advice}`);
    }
  });

  it("another URL that the request hints at", () => {
    const hintUrls = ["not a url", "https://lab.example.com/spi/products?a=%2B&b=c+d"];
    const signature = clientSignature({ uri: "https://lab.example.com/spi/products" });
    expect(diagnose(signature, { hintUrls })).toBe(
      `oauth_signature does not match: ${start("https://lab.example.com/spi/products", "https://lab.example.com")}`,
    );
  });

  it("no query", () => {
    const base = ["GET", here, "oauth_nonce=n"].map(percentEncode).join("&");
    const signature = createHmac("sha1", "cs&ts").update(base).digest("base64");
    expect(diagnose(signature)).toBe(
      "oauth_signature does not match: the signature fits without the query string; its parameters are signed too",
    );
  });

  it("realm among the parameters", () => {
    const signature = clientSignature({ params: "a=%2B&b=c%20d", uri: here });
    expect(diagnose(signature)).toContain("base string");
    const base = ["GET", here, "a=%2B&b=c%20d&oauth_nonce=n&realm=API"].map(percentEncode).join("&");
    const withRealm = createHmac("sha1", "cs&ts").update(base).digest("base64");
    expect(diagnose(withRealm, { realm: "API" })).toMatch(/the signature includes realm; remove it/);
  });

  it("a path decoded before it was signed", () => {
    const signature = createHmac("sha1", "cs&ts").update(
      ["GET", "http://h/a%20é", "oauth_nonce=n"].map(percentEncode).join("&"),
    );
    expect(diagnose(signature.digest("base64"), { urls: ["http://h/a%20%C3%A9"] })).toBe(
      "oauth_signature does not match: the signature fits the path /a ?, not /a%20%C3%A9: " +
        "sign the path as it is sent, encoded",
    );
  });

  it("any other mistake: shows the base strings to compare with", () => {
    const lead = "oauth_signature does not match: check consumer_secret and token_secret; ";
    const expected = "GET&http%3A%2F%2Fh%2Fp&oauth_nonce%3Dn";
    expect(diagnose("x", { urls: ["http://h/p"] })).toBe(
      `${lead}compare the base string expected here: ${expected}`,
    );
    expect(diagnose("x", { urls: ["http://h/p", "http://H:80/p", "http://i/p"] })).toBe(
      `${lead}compare the base string expected here: ${expected} or GET&http%3A%2F%2Fi%2Fp&oauth_nonce%3Dn`,
    );
    const contentType = "application/x-www-form-urlencoded";
    expect(diagnose("x", { urls: ["http://h/p"], contentType })).toContain(
      "; send JSON, since a client signs a form's",
    );
  });

  it("skips extremely long URLs", () => {
    let tries = 0;
    const fits = (): boolean => {
      tries += 1;
      return false;
    };
    diagnose("x", { urls: [`http://h/${"a".repeat(2000)}`], fits });
    expect(tries).toBe(0);
  });
});

describe("diagnosePlaintext", () => {
  it.each([
    ["cs&", "the token secret is missing"],
    ["&ts", "the consumer secret is missing"],
    ["ts&cs", "the two secrets are swapped"],
    ["cs%26ts", 'the "&" is encoded twice'],
    ["csts", 'the "&" is missing'],
    ["cs", 'the "&" and the token secret are missing'],
    ["x&y", "check consumer_secret and token_secret"],
  ])("%s", (sent, what) => {
    expect(diagnosePlaintext({ secrets: ["cs", "ts"], fits: (form) => form === sent })).toBe(
      `oauth_signature does not match: ${what}; for PLAINTEXT it is consumer_secret&token_secret`,
    );
  });
});
