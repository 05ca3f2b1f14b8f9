import type { Call } from "../mutants/call.js";
import { valueOf, firstAccount, lacks, ahead, isPlaintext, headerOf } from "./support/oauth-calls.js";

const right =
  (name: string) =>
  (call: Call): boolean =>
    valueOf(call, name) === firstAccount(call)[name === "oauth_token" ? "token_key" : "consumer_key"];

/** Flaws that accept wrong headers. */
export const TAKES: readonly [clause: string, breaks: string, fits: (call: Call) => boolean][] = [
  ["no-consumer-key", "a request without a consumer key is accepted", lacks("oauth_consumer_key")],
  ["no-token", "a request without a token is accepted", lacks("oauth_token")],
  [
    "no-signature-method",
    "a request without a signature method is accepted",
    lacks("oauth_signature_method"),
  ],
  [
    "no-signature",
    "a request without a signature is accepted",
    (call) => lacks("oauth_signature")(call) && right("oauth_token")(call),
  ],
  ["empty-signature", "an empty signature is accepted", (call) => valueOf(call, "oauth_signature") === ""],
  ["empty-token", "an empty token is accepted", (call) => valueOf(call, "oauth_token") === ""],
  [
    "token-as-consumer",
    "consumer key and token are accepted when swapped",
    (call) => valueOf(call, "oauth_consumer_key") === firstAccount(call).token_key,
  ],
  [
    "consumer-key-in-another-case",
    "a consumer key is compared without case",
    (call) =>
      !right("oauth_consumer_key")(call) &&
      valueOf(call, "oauth_consumer_key")?.toLowerCase() === firstAccount(call).consumer_key.toLowerCase(),
  ],
  [
    "token-in-another-case",
    "a token is compared without case",
    (call) =>
      !right("oauth_token")(call) &&
      valueOf(call, "oauth_token")?.toLowerCase() === firstAccount(call).token_key.toLowerCase(),
  ],
  [
    "token-cut",
    "a token is compared by its beginning",
    (call) => firstAccount(call).token_key.slice(0, -1) === valueOf(call, "oauth_token"),
  ],
  ["other-method", "the signature does not cover the method", (call) => isSignedAs(call, "POST")],
  ["head-for-get", "HEAD is signed as GET", (call) => isSignedAs(call, "HEAD")],
  [
    "nonce-changed",
    "the signature does not cover the nonce",
    (call) => valueOf(call, "oauth_nonce") === "another",
  ],
  [
    "timestamp-changed",
    "the signature does not cover the timestamp",
    (call) => ahead(call) >= 1 && ahead(call) < 3,
  ],
  [
    "parameter-added",
    "the signature does not cover unknown parameters",
    (call) => valueOf(call, "oauth_callback") === "x",
  ],
  [
    "signature-of-plaintext",
    "the secrets are accepted as an HMAC-SHA1 signature",
    (call) => !isPlaintext(call) && (valueOf(call, "oauth_signature") ?? "").includes("&"),
  ],
  [
    "plaintext-of-hmac",
    "an HMAC-SHA1 signature is accepted as PLAINTEXT",
    (call) =>
      isPlaintext(call) &&
      !(valueOf(call, "oauth_signature") ?? "&").includes("&") &&
      (valueOf(call, "oauth_signature") ?? "").endsWith("="),
  ],
  [
    "plaintext-cut",
    "secrets are compared by their beginning",
    (call) => secretsOf(call).slice(0, -1) === valueOf(call, "oauth_signature"),
  ],
  [
    "plaintext-longer",
    "text after the secrets is ignored",
    (call) => `${secretsOf(call)}x` === valueOf(call, "oauth_signature"),
  ],
  [
    "plaintext-no-ampersand",
    "secrets without & between them are accepted",
    (call) => secretsOf(call).replace("&", "") === valueOf(call, "oauth_signature"),
  ],
  ["basic-scheme", "the authentication scheme is not checked", (call) => headerOf(call).startsWith("Basic")],
  [
    "bearer-scheme",
    "a bearer token without a signature is accepted",
    (call) => headerOf(call).startsWith("Bearer"),
  ],
  ["scheme-alone", "a header without parameters is accepted", (call) => headerOf(call) === "OAuth"],
  [
    "six-minutes-behind",
    "a timestamp ten minutes in the past is accepted",
    (call) => ahead(call) < -300 && ahead(call) > -600,
  ],
  [
    "six-minutes-behind-in-plaintext",
    "timestamps are not checked with PLAINTEXT",
    (call) => valueOf(call, "oauth_signature_method") === "PLAINTEXT",
  ],
  [
    "six-minutes-ahead",
    "a timestamp ten minutes in the future is accepted",
    (call) => ahead(call) > 300 && ahead(call) < 600,
  ],
  ["timestamp-in-milliseconds", "a timestamp in milliseconds is accepted", (call) => ahead(call) > 1e11],
  [
    "timestamp-of-zero",
    "a timestamp of 0 is not checked",
    (call) => valueOf(call, "oauth_timestamp") === "0",
  ],
  [
    "timestamp-of-letters",
    "a timestamp that is not a number is not checked",
    (call) => valueOf(call, "oauth_timestamp") === "now",
  ],
  [
    "hmac-no-nonce",
    "HMAC-SHA1 without a nonce is accepted",
    (call) => !isPlaintext(call) && lacks("oauth_nonce")(call) && right("oauth_token")(call),
  ],
  [
    "hmac-no-timestamp",
    "HMAC-SHA1 without a timestamp is accepted",
    (call) => !isPlaintext(call) && lacks("oauth_timestamp")(call) && right("oauth_token")(call),
  ],
];

function isSignedAs(call: Call, method: string): boolean {
  return method !== call.request.method && call.signer.isGenuine({ ...call.signed, method });
}

function secretsOf(call: Call): string {
  const { consumer_secret, token_secret } = firstAccount(call);
  return [consumer_secret, token_secret].map(encodeURIComponent).join("&");
}
