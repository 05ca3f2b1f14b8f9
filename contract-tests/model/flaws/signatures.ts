/** Tokens and signatures: what is let in, and what is kept out. */
import { createHmac } from "node:crypto";
import { flawsOf, onStatus, wrap } from "../changes.js";
import { SECOND } from "../dates.js";
import type { Policy } from "../policy.js";
import { Refusal, TokenRefusal } from "../records.js";

type Oauth = Policy["oauth"];

const on =
  <K extends keyof Oauth>(name: K, change: (right: Oauth[K], p: Policy) => Oauth[K]) =>
  (p: Policy): void => {
    p.oauth[name] = change(p.oauth[name], p);
  };

export const signatureFlaws = flawsOf("tokens and signatures", {
  "signature-not-checked": ["`3.signing`: any signature is taken.", on("same", () => () => true)],
  "signature-prefix": [
    "`3.signing`: a signature that is the beginning of the right one is taken.",
    on("same", () => (sent, right) => sent !== "" && right.startsWith(sent)),
  ],
  "signature-case": [
    "`3.signing`: a signature is compared without its case.",
    on("same", () => (sent, right) => sent.toLowerCase() === right.toLowerCase()),
  ],
  "signature-empty": [
    "`3.signing`: an empty signature is taken.",
    on("same", (same) => (sent, right) => sent === "" || same(sent, right)),
  ],
  "signature-without-token-secret": [
    "`3.signing`: the secret of the token does not count.",
    on("same", (same, p) => {
      let candidates: string[] = [];
      wrap(p.oauth, "secrets", (right) => (signed) => {
        candidates = [`${p.oauth.encode(signed.account.consumerSecret)}&`];
        return right(signed);
      });
      return (sent, right) => same(sent, right) || candidates.some((key) => sent.startsWith(key));
    }),
  ],
  "refused-but-done": [
    "`2.authenticated`: what is refused for its signature is done.",
    (p) => {
      let isWrong = false;
      wrap(p.oauth, "same", (right) => (sent, wanted) => {
        isWrong = !right(sent, wanted);
        return true;
      });
      p.after.push((answer) => {
        const refused = {
          status: 401,
          headers: p.errors.headers(401),
          body: p.errors.body(401, "The signature is wrong."),
        };
        const result = isWrong ? refused : answer;
        isWrong = false;
        return result;
      });
    },
  ],
  "get-open": [
    "`2.authenticated`: lists and reading need no credentials, and show the first account's.",
    on(
      "verify",
      (right) => (incoming, state, now) =>
        incoming.method === "GET" && !incoming.headers.authorization
          ? state.accounts[0]!
          : right(incoming, state, now),
    ),
  ],
  "head-open": [
    "`2.authenticated`: HEAD needs no credentials.",
    on(
      "verify",
      (right) => (incoming, state, now) =>
        incoming.method === "HEAD" ? state.accounts[0]! : right(incoming, state, now),
    ),
  ],
  "agents-open": [
    "`2.authenticated`: a pick needs no credentials.",
    on(
      "verify",
      (right) => (incoming, state, now) =>
        /^\/agents\//.test(incoming.path) && !incoming.headers.authorization
          ? state.accounts[0]!
          : right(incoming, state, now),
    ),
  ],
  "events-open": [
    "`2.authenticated`: event logs need no credentials.",
    on("verify", (right) => (incoming, state, now) => {
      const id = incoming.path.split("/")[2] ?? "";
      const owner = incoming.path.endsWith("/tests/events") ? state.products.get(id)?.account : undefined;
      return incoming.headers.authorization || !owner ? right(incoming, state, now) : owner;
    }),
  ],
  "plaintext-refused": [
    "`3.plaintext`: PLAINTEXT is refused.",
    (p) => Reflect.deleteProperty(p.oauth.signatures, "PLAINTEXT"),
  ],
  "plaintext-not-encoded": [
    "`3.plaintext`: a PLAINTEXT signature is compared before it is decoded.",
    (p) =>
      wrap(
        p.oauth.signatures,
        "PLAINTEXT",
        (right) => (incoming, signed) => right(incoming, signed).replace("&", "%26"),
      ),
  ],
  "plaintext-needs-nonce": [
    "`3.plaintext`: a PLAINTEXT request without timestamp and nonce is refused.",
    on("mayLeaveOut", () => () => false),
  ],
  "hmac-refused": [
    "`3.hmac-sha1`: HMAC-SHA1 is refused.",
    (p) => Reflect.deleteProperty(p.oauth.signatures, "HMAC-SHA1"),
  ],
  "hmac-may-leave-out": [
    "`3.nonce`: HMAC-SHA1 without timestamp and nonce is taken.",
    on("mayLeaveOut", () => () => true),
  ],
  "hmac-key-consumer-only": [
    "`3.hmac-sha1`: the key of HMAC-SHA1 is the consumer's secret alone.",
    (p) =>
      (p.oauth.signatures["HMAC-SHA1"] = (incoming, signed) =>
        createHmac("sha1", `${p.oauth.encode(signed.account.consumerSecret)}&`)
          .update(p.oauth.baseString(incoming, signed))
          .digest("base64")),
  ],
  "token-of-other": [
    "`3.signing`: another consumer's token is taken.",
    on(
      "token",
      () => (state, _account, key) =>
        state.accounts.flatMap(({ tokens }) => [...tokens.values()]).find((token) => token.key === key),
    ),
  ],
  "token-newest-only": [
    "`3.token-created`: a new token ends those before it.",
    on(
      "token",
      () =>
        (_state, { tokens }, key) =>
          [...tokens.values()].slice(-1).find((token) => token.key === key),
    ),
  ],
  "token-first-only": [
    "`3.token-signs`: only the account's first token signs.",
    on(
      "token",
      () =>
        (_state, { tokens }, key) =>
          [...tokens.values()].slice(0, 1).find((token) => token.key === key),
    ),
  ],
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
  "nonce-again": [
    "`3.nonce`: a nonce that was used before is taken.",
    on("checkNonce", () => () => undefined),
  ],
  "nonce-per-path": [
    "`3.nonce`: a nonce is taken once for each path.",
    (p) => {
      let path = "";
      p.before.push(({ incoming }) => {
        path = incoming.path;
        return undefined;
      });
      wrap(p.oauth, "nonceKey", (right) => (nonce, sent) => path + right(nonce, sent));
    },
  ],
  "timestamp-not-checked": [
    "`3.timestamp`: a timestamp of an hour ago is taken.",
    on("isTimely", () => () => true),
  ],
  "timestamp-past-only": [
    "`3.timestamp`: a timestamp of an hour from now is taken.",
    on("isTimely", () => (at, now) => now - at <= 300 * SECOND),
  ],
  "timestamp-future-only": [
    "`3.timestamp`: a timestamp of an hour ago is taken, one that is to come is not.",
    on("isTimely", () => (at, now) => at - now <= 300 * SECOND),
  ],
  "timestamp-no-future": [
    "`3.timestamp`: a timestamp that is a minute ahead is refused.",
    on("isTimely", (right) => (at, now) => right(at, now) && at - now < 5 * SECOND),
  ],
  "timestamp-one-minute": [
    "`3.timestamp`: a timestamp that is two minutes off is refused.",
    (p) => (p.oauth.window = 60 * SECOND),
  ],
  "timestamp-rising": [
    "`3.timestamp`: a timestamp lower than the last one is refused.",
    (p) => {
      let last = 0;
      wrap(p.oauth, "isTimely", (right) => (at, now) => {
        const isRising = at >= last;
        last = Math.max(last, at);
        return isRising && right(at, now);
      });
    },
  ],
  "unauthorized-403": [
    "`3.unauthorized`: bad credentials are 403.",
    (p) => onStatus(p, [401], (answer) => ({ ...answer, status: 403, headers: {} })),
  ],
  "unauthorized-404": [
    "`3.unauthorized`: bad credentials are 404.",
    (p) => onStatus(p, [401], (answer) => ({ ...answer, status: 404, headers: {} })),
  ],
  "unauthorized-redirect": [
    "`3.unauthorized`: who has no credentials is sent to a page for signing in.",
    (p) =>
      onStatus(p, [401], (answer, { operation }) =>
        operation === "createToken" ? answer : { status: 302, headers: { Location: "/login" } },
      ),
  ],
  "unauthorized-no-challenge": [
    "`3.unauthorized`: a 401 has no WWW-Authenticate.",
    (p) => onStatus(p, [401], (answer) => ({ ...answer, headers: {} })),
  ],
  "unauthorized-basic": [
    "`3.unauthorized`: the challenge is Basic.",
    (p) =>
      onStatus(p, [401], (answer) => ({ ...answer, headers: { "WWW-Authenticate": 'Basic realm="API"' } })),
  ],
  "token-signed": [
    "`3.token-created`: the token endpoint needs a signature.",
    (p) =>
      p.after.push((answer, { operation, incoming }) =>
        operation === "createToken" && !incoming.headers.authorization
          ? { status: 401, headers: p.errors.headers(401), body: p.errors.body(401, "Sign.") }
          : answer,
      ),
  ],
  "token-again-new-secret": [
    "`3.token-again`: a token that is asked for again has another secret.",
    (p) =>
      wrap(
        p.views,
        "token",
        (right) => (account, token) => right(account, Object.assign(token, { secret: p.make.secret() })),
      ),
  ],
  "token-one-for-all": [
    "`3.token-created`: another name gives the same token.",
    (p) =>
      wrap(
        p.store,
        "text",
        (right) => (place, text) => (place === "token_name" ? "token" : right(place, text)),
      ),
  ],
  "token-own-consumer": [
    "`3.token-created`: each token has a consumer of its own, which does not sign.",
    (p) =>
      wrap(p.views, "token", (right) => (account, token) => ({
        ...right(account, token),
        consumer_key: p.make.secret(),
      })),
  ],
  "token-updated-again": [
    "`3.token-again`: date_updated is the time of asking again.",
    (p) =>
      wrap(p.views, "token", (right) => (account, token) => ({
        ...right(account, token),
        date_updated: p.dates.naive(p.clock.now()),
      })),
  ],
  "token-no-href": [
    "`3.token-body`: there is no href.",
    (p) =>
      wrap(p.views, "token", (right) => (account, token) => ({ ...right(account, token), href: undefined })),
  ],
  "token-name-null": [
    "`3.token-body`: token_name is null.",
    (p) =>
      wrap(p.views, "token", (right) => (account, token) => ({ ...right(account, token), token_name: null })),
  ],
  "token-email-told": [
    "`3.sso-errors`: a wrong password has another text than an e-mail address that nobody has.",
    (p) =>
      wrap(p.scope, "account", (right) => (state, email) => {
        const account = right(state, email);
        if (!account) throw new TokenRefusal(401, "INVALID_CREDENTIALS", "There is no such account.");
        return account;
      }),
  ],
  "token-email-404": [
    "`3.sso-errors`: an e-mail address that nobody has is 404.",
    (p) =>
      wrap(p.scope, "account", (right) => (state, email) => {
        const account = right(state, email);
        if (!account) throw new TokenRefusal(404, "RESOURCE_NOT_FOUND", "There is no such account.");
        return account;
      }),
  ],
  "token-password-any": ["`3.sso-errors`: any password is right.", (p) => (p.tokens.isPassword = () => true)],
  "token-password-case": [
    "`3.sso-errors`: passwords are compared without their case.",
    (p) => (p.tokens.isPassword = ({ password }, sent) => password.toLowerCase() === sent.toLowerCase()),
  ],
  "token-password-prefix": [
    "`3.sso-errors`: only the first eight characters of a password count.",
    (p) => (p.tokens.isPassword = ({ password }, sent) => password.slice(0, 8) === sent.slice(0, 8)),
  ],
  "token-barred-taken": [
    "`3.sso-errors`: accounts that are barred get tokens.",
    (p) => (p.tokens.checkBarred = () => undefined),
  ],
  "token-barred-first": [
    "`3.sso-errors`: a barred account is told to who has no password.",
    (p) =>
      wrap(p.tokens, "isPassword", (right) => (account, sent) => {
        p.tokens.checkBarred(account);
        return right(account, sent);
      }),
  ],
  "token-otp-ignored": [
    "`3.sso-errors`: a second factor is not asked for.",
    (p) => (p.tokens.checkOtp = () => undefined),
  ],
  "token-otp-any": [
    "`3.sso-errors`: any one-time password is right.",
    (p) => wrap(p.tokens, "checkOtp", (right) => (account, otp) => otp === undefined && right(account, otp)),
  ],
  "token-otp-always": [
    "`3.token-created`: an account without a second factor may not send an otp.",
    (p) =>
      wrap(p.tokens, "checkOtp", (right) => (account, otp) => {
        if (account.otp === null && otp !== undefined)
          throw new TokenRefusal(403, "TWOFACTOR_FAILURE", "No otp.");
        right(account, otp);
      }),
  ],
  "token-usual-errors": [
    "`3.sso-errors`: a refused body has the usual form of section 2.",
    (p) => {
      p.errors.tokenForm = [];
      p.errors.token = (_code, message) => p.errors.body(400, message);
    },
  ],
  "token-extra-list": [
    "`3.sso-errors`: `extra` of INVALID_DATA has lists of reasons.",
    (p) =>
      wrap(
        p.errors,
        "token",
        (right) => (code, message, extra) =>
          right(
            code,
            message,
            Object.fromEntries(Object.entries(extra).map(([name, reason]) => [name, [reason] as never])),
          ),
      ),
  ],
  "token-extra-first-only": [
    "`3.sso-errors`: of several missing fields only the first is told.",
    (p) =>
      wrap(
        p.errors,
        "token",
        (right) => (code, message, extra) =>
          right(code, message, Object.fromEntries(Object.entries(extra).slice(0, 1))),
      ),
  ],
  "token-code-lower-case": [
    "`3.sso-errors`: codes are in lower case.",
    (p) =>
      wrap(p.errors, "token", (right) => (code, message, extra) => right(code.toLowerCase(), message, extra)),
  ],
});
