/** Whom a signature lets in. */
import { createHmac } from "node:crypto";
import { flawsOf, wrap } from "../changes.js";
import type { Policy } from "../policy.js";

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
});
