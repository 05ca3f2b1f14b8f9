import { parseAuthorization } from "../../src/oauth1/header.js";
import { headerOf, type TrafficExchange } from "../exchange.js";
import { NOBODY, type Nobody } from "./stage.js";

/**
 * The account that signed a recorded request: its name; where only the signature was seen, `key` and its consumer key, or
 * nobody if it was refused. Null: unsigned.
 */
export function accountOf({ account, isSigned, headers, answer }: TrafficExchange): string | Nobody | null {
  if (account !== null) return account;
  if (!isSigned) return null;
  if (answer?.status === 401) return NOBODY;
  const read = parseAuthorization(headerOf(headers, "authorization") ?? "");
  const key = "params" in read ? new Map(read.params).get("oauth_consumer_key") : undefined;
  return key === undefined ? "unknown" : `key ${key}`;
}
