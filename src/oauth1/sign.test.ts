import { describe, expect, it } from "vitest";
import { parseAuthorization } from "./header.js";
import { authorizationHeader, plaintextSigner, signedFetch } from "./sign.js";

const credentials = {
  consumer_key: "ck",
  consumer_secret: "c0ffee",
  token_key: "tk",
  token_secret: "5ec2e7",
};

describe("authorizationHeader", () => {
  it("writes what python's oauthlib writes", () => {
    const header = authorizationHeader({
      method: "GET",
      url: "https://spi.canonical.com/products",
      credentials,
      signatureMethod: "HMAC-SHA1",
      timestamp: 1451925514,
      nonce: "n0nce",
    });
    expect(header).toBe(
      'OAuth oauth_nonce="n0nce", oauth_timestamp="1451925514", oauth_version="1.0", ' +
        'oauth_signature_method="HMAC-SHA1", oauth_consumer_key="ck", oauth_token="tk", ' +
        'oauth_signature="NGG3EgMjj0GTlUXkpY%2BcugXvHbU%3D"',
    );
  });

  it("puts the secrets into a PLAINTEXT signature", () => {
    const request = { method: "GET", url: "http://h/", credentials, timestamp: 1, nonce: "n" };
    const header = authorizationHeader({ ...request, signatureMethod: "PLAINTEXT" });
    expect(header).toContain('oauth_signature="c0ffee%265ec2e7"');
  });

  it("is the same from a signer that writes most of it once", () => {
    const odd = { ...credentials, consumer_key: 'a="$& b', token_secret: "é&=" };
    const sign = plaintextSigner(odd);
    for (const [timestamp, nonce] of [
      [1451925514, "n0nce"],
      [7, "ü &"],
    ] as const) {
      const request = { method: "GET", url: "http://h/", credentials: odd, timestamp, nonce };
      expect(sign(timestamp, nonce)).toBe(authorizationHeader({ ...request, signatureMethod: "PLAINTEXT" }));
    }
  });
});

describe("signedFetch", () => {
  function recorder(): {
    calls: [string, RequestInit][];
    fetch: (url: string, init?: RequestInit) => Promise<Response>;
  } {
    const calls: [string, RequestInit][] = [];
    return {
      calls,
      fetch: (url, init = {}) => {
        calls.push([url, init]);
        return Promise.resolve(new Response("ok"));
      },
    };
  }
  const now = (): number => 1451925514999;
  const nonce = (): string => "n0nce";
  const authorizationOf = (init: RequestInit): string => new Headers(init.headers).get("authorization")!;

  it("signs the URL as fetch sends it", async () => {
    const { calls, fetch } = recorder();
    await signedFetch(credentials, { fetch, now, nonce })("HTTPS://SPI.canonical.com:443/x/../é?q='ü#f");
    const [url, init] = calls[0]!;
    expect(url).toBe("https://spi.canonical.com/%C3%A9?q=%27%C3%BC#f");
    expect(authorizationOf(init)).toBe(
      authorizationHeader({
        method: "GET",
        url,
        credentials,
        signatureMethod: "HMAC-SHA1",
        timestamp: 1451925514,
        nonce: "n0nce",
      }),
    );
  });

  it("passes on method, body and headers, and does not follow redirects on its own", async () => {
    const { calls, fetch } = recorder();
    const headers = { "Content-Type": "application/json", Authorization: "Bearer x" };
    const call = signedFetch(credentials, { fetch, now, nonce, signatureMethod: "PLAINTEXT" });
    await call("http://h/p", { method: "POST", body: "{}", headers });
    const init = calls[0]![1];
    expect(init).toMatchObject({ method: "POST", body: "{}", redirect: "manual" });
    expect(new Headers(init.headers).get("content-type")).toBe("application/json");
    const read = parseAuthorization(authorizationOf(init));
    expect("params" in read && read.params.get("oauth_signature_method")).toBe("PLAINTEXT");
    await call("http://h/p", { redirect: "follow" });
    expect(calls[1]![1].redirect).toBe("follow");
  });

  it("signs another URL than it sends where asked to", async () => {
    const { calls, fetch } = recorder();
    const signUrl = (url: string): string =>
      url.replace("http://127.0.0.1:8080", "https://spi.canonical.com");
    await signedFetch(credentials, { fetch, now, nonce, signUrl })("http://127.0.0.1:8080/products");
    expect(calls[0]![0]).toBe("http://127.0.0.1:8080/products");
    expect(authorizationOf(calls[0]![1])).toContain('oauth_signature="NGG3EgMjj0GTlUXkpY%2BcugXvHbU%3D"');
  });
});
