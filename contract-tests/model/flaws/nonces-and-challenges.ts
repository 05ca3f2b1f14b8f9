/** Nonces, timestamps, and the answer to bad credentials. */
import { flawsOf, onStatus, wrap } from "../changes.js";
import { SECOND } from "../dates.js";
import type { Policy } from "../policy.js";

type Oauth = Policy["oauth"];

const on =
  <K extends keyof Oauth>(name: K, change: (right: Oauth[K], p: Policy) => Oauth[K]) =>
  (p: Policy): void => {
    p.oauth[name] = change(p.oauth[name], p);
  };

export const nonceFlaws = flawsOf("tokens and signatures", {
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
});
