import type { Credentials } from "../../src/oauth1/sign.js";
import type { TrafficExchange } from "../exchange.js";
import { accountOf } from "./account.js";

/** Credentials with the name of their file. */
export interface NamedCredentials {
  name: string;
  credentials: Credentials;
}

/**
 * Which credentials stand for which recorded account: those of its name; what is left in the order of the recording. One for
 * all if there is only one account.
 */
export function accountsFor(
  exchanges: readonly TrafficExchange[],
  given: readonly NamedCredentials[],
): Map<string, Credentials> {
  const names = [...new Set(exchanges.map(accountOf))].filter(
    (name): name is string => typeof name === "string",
  );
  const found = new Map<string, Credentials>();
  const left = [...given];
  for (const name of names) {
    const index = left.findIndex((one) => one.name === name);
    if (index >= 0) found.set(name, left.splice(index, 1)[0]!.credentials);
  }
  for (const name of names) {
    if (found.has(name)) continue;
    const next = left.shift();
    if (next !== undefined) found.set(name, next.credentials);
  }
  return found;
}
