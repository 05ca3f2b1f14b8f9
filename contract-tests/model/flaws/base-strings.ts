/** Base strings and headers that are read otherwise than RFC 5849 says. */
import { flawsOf } from "../changes.js";
import type { Policy } from "../policy.js";
import { Refusal } from "../records.js";

type Oauth = Policy["oauth"];

const on =
  <K extends keyof Oauth>(name: K, change: (right: Oauth[K], p: Policy) => Oauth[K]) =>
  (p: Policy): void => {
    p.oauth[name] = change(p.oauth[name], p);
  };

export const baseStringFlaws = flawsOf("tokens and signatures", {
  "query-not-signed": [
    "`3.query-signed`: query parameters are no part of the base string, so that a right signature is refused.",
    on("normalized", (right) => (incoming, sent) => right({ ...incoming, rawQuery: "" }, sent)),
  ],
  "query-may-be-changed": [
    "`3.query-signed`: a query that was added after signing is taken.",
    on("checkSignature", (right) => (incoming, signed) => {
      try {
        right(incoming, signed);
      } catch {
        right({ ...incoming, rawQuery: "" }, signed);
      }
    }),
  ],
  "query-not-sorted": [
    "`3.hmac-sha1`: parameters are not sorted in the base string.",
    on(
      "normalized",
      (_right, p) => (incoming, sent) =>
        [...p.oauth.decodeQuery(incoming.rawQuery), ...sent]
          .filter(([name]) => name !== "oauth_signature")
          .map(([name, value]) => `${p.oauth.encode(name)}=${p.oauth.encode(value)}`)
          .join("&"),
    ),
  ],
  "query-plus": [
    "`3.hmac-sha1`: + of a query is signed as %2B, not as a blank.",
    on("decodeQuery", (right) => (raw) => right(raw.replaceAll("+", "%2B"))),
  ],
  "encoding-of-javascript": [
    "`3.hmac-sha1`: ! ' ( ) * are not percent-encoded in the base string.",
    on("encode", () => encodeURIComponent),
  ],
  "encoding-lower-case": [
    "`3.hmac-sha1`: percent-encodings have lower-case digits in the base string.",
    on("encode", (right) => (text) => right(text).replace(/%../g, (code) => code.toLowerCase())),
  ],
  "encoding-tilde": [
    "`3.hmac-sha1`: ~ is percent-encoded in the base string.",
    on("encode", (right) => (text) => right(text).replaceAll("~", "%7E")),
  ],
  "path-decoded": [
    "`3.exact-url`: the path is decoded before it is signed.",
    on(
      "url",
      (right) => (incoming) => right({ ...incoming, path: decodeURI(incoming.path).replaceAll("%2F", "/") }),
    ),
  ],
  "port-not-signed": [
    "`3.exact-url`: the port is no part of the base string.",
    on("url", (right) => (incoming) => right(incoming).replace(/:\d+\//, "/")),
  ],
  "host-not-signed": [
    "`3.exact-url`: a signature for another host is taken.",
    on("checkSignature", (right) => (incoming, signed) => {
      const hosts = [
        incoming.headers.host,
        "localhost",
        "spi.canonical.com",
        "example.com",
        "127.0.0.1",
        "localhost:" + (incoming.headers.host ?? "").split(":")[1]!,
      ];
      const isRight = (host: string | undefined): boolean => {
        try {
          right({ ...incoming, headers: { ...incoming.headers, host } }, signed);
          return true;
        } catch {
          return false;
        }
      };
      if (!hosts.some(isRight)) right(incoming, signed);
    }),
  ],
  "scheme-not-signed": [
    "`3.exact-url`: a signature for https is taken where http was used.",
    on("checkSignature", (right, p) => (incoming, signed) => {
      try {
        right(incoming, signed);
      } catch {
        p.oauth.scheme = "https";
        try {
          right(incoming, signed);
        } finally {
          p.oauth.scheme = "http";
        }
      }
    }),
  ],
  "method-not-signed": [
    "`3.hmac-sha1`: a signature for GET is taken for every method.",
    on("checkSignature", (right) => (incoming, signed) => {
      try {
        right(incoming, signed);
      } catch {
        right({ ...incoming, method: "GET" }, signed);
      }
    }),
  ],
  "realm-signed": [
    "`3.signing`: realm is part of the base string.",
    on("parameters", (right) => (header) => {
      const realm = /realm="([^"]*)"/.exec(header ?? "")?.[1];
      const parameters = right(header);
      return realm === undefined ? parameters : parameters.set("realm", realm);
    }),
  ],
  "version-required": [
    "`3.signing`: oauth_version is required.",
    on("checkVersion", () => (parameters) => {
      if (parameters.get("oauth_version") !== "1.0") throw new Refusal(401, "oauth_version is missing.");
    }),
  ],
  "scheme-case": [
    "`3.signing`: the scheme oauth in lower case is refused.",
    on("parameters", (right) => (header) => right(header?.startsWith("OAuth") ? header : undefined)),
  ],
  "header-needs-blank": [
    "`3.signing`: commas without a blank behind them are refused.",
    on("parameters", (right) => (header) => right(/",\S/.test(header ?? "") ? undefined : header)),
  ],
  "body-signed": [
    "`3.body-not-signed`: a JSON body needs an oauth_body_hash.",
    on("checkSignature", (right, p) => (incoming, signed) => {
      if (incoming.body.length > 0 && !signed.parameters.has("oauth_body_hash"))
        p.oauth.refuse("oauth_body_hash is missing.");
      right(incoming, signed);
    }),
  ],
});
