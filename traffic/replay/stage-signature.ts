import { authorizationHeader, type Credentials } from "../../src/oauth1/sign.js";
import { NOBODY, type StageRequest } from "./stage.js";

/** Credentials that nobody has. */
const UNKNOWN: Credentials = {
  consumer_key: "nobody",
  consumer_secret: "of-a-replay",
  token_key: "nobody",
  token_secret: "of-a-replay",
};

/** What signs a request: by whose credentials, and the time and the nonce of the signature. */
export interface StageSigner {
  credentialsOf: (account: string) => Credentials;
  /** Milliseconds since 1970. */
  now: () => number;
  nonce: () => string;
}

/** The `Authorization` header of a request to this URL; null for one that is not signed. */
export function stageSignature(
  { method, account }: Pick<StageRequest, "method" | "account">,
  url: string,
  { credentialsOf, now, nonce }: StageSigner,
): string | null {
  if (account === null) return null;
  return authorizationHeader({
    ...{ method, url, signatureMethod: "HMAC-SHA1" },
    credentials: account === NOBODY ? UNKNOWN : credentialsOf(account),
    ...{ timestamp: Math.floor(now() / 1000), nonce: nonce() },
  });
}
