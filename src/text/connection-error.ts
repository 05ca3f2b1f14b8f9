/** Codes of certificates that are not trusted. */
const UNTRUSTED = [
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
];

/** A connection error in words: Node's fetch says "fetch failed" and puts the reason into the cause. */
export function connectionErrorText(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  if (cause?.code === "ECONNREFUSED") return "nothing listens there";
  if (cause?.code !== undefined && UNTRUSTED.includes(cause.code))
    return `${cause.message ?? cause.code}; NODE_EXTRA_CA_CERTS=FILE names a certificate to trust`;
  return cause?.message ?? message;
}

/** Whether nothing listens at the address. */
export const isConnectionRefused = (error: unknown): boolean =>
  (error as { cause?: { code?: string } }).cause?.code === "ECONNREFUSED";
