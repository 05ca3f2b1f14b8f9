import type { Call } from "../mutants/call.js";
import { headerOf, isPlaintext, lacks, valueOf } from "./support/oauth-calls.js";

/** Flaws that refuse correct headers. */
export const READS: readonly [clause: string, breaks: string, fits: (call: Call) => boolean][] = [
  [
    "order-of-parameters",
    "the signature must be the last parameter",
    (call) => /OAuth oauth_signature=/.test(headerOf(call)),
  ],
  ["no-blanks", "a comma without a blank is refused", (call) => /",o/.test(headerOf(call))],
  ["many-blanks", "a comma with more than one blank is refused", (call) => /" ,/.test(headerOf(call))],
  [
    "escapes-in-lower-case",
    "lower-case percent escapes are refused",
    (call) => /%[0-9]?[a-f]/.test(headerOf(call)),
  ],
  ["realm", "a realm is part of the signature", (call) => headerOf(call).includes('realm="API"')],
  [
    "other-realm",
    "a realm that differs from the challenge is refused",
    (call) => headerOf(call).includes('realm="Photos'),
  ],
  ["empty-realm", "an empty realm is refused", (call) => headerOf(call).includes('realm=""')],
  ["no-version", "oauth_version is required", (call) => !isPlaintext(call) && lacks("oauth_version")(call)],
  [
    "plaintext-realm",
    "PLAINTEXT with a realm is refused",
    (call) => isPlaintext(call) && headerOf(call).includes("realm"),
  ],
  [
    "plaintext-no-version",
    "PLAINTEXT without oauth_version is refused",
    (call) => isPlaintext(call) && lacks("oauth_version")(call),
  ],
  [
    "plaintext-no-nonce",
    "PLAINTEXT without a nonce is refused",
    (call) => isPlaintext(call) && lacks("oauth_nonce")(call),
  ],
  [
    "nonce-of-all-characters",
    "a nonce with other characters than letters and digits is refused",
    (call) => /[~+/]/.test(valueOf(call, "oauth_nonce") ?? ""),
  ],
  [
    "long-nonce",
    "a nonce over 64 characters is refused",
    (call) => (valueOf(call, "oauth_nonce") ?? "").length > 64,
  ],
];
