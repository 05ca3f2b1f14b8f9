import { parseAuthorization } from "../../src/oauth1/header.js";
import { isObject } from "../../src/schema/json-type.js";
import { headerOf, jsonOf, type TrafficExchange } from "../exchange.js";
import { operationOf } from "../judge/record.js";
import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import { accountOf } from "./account.js";

/** An account that an emulator needs for a recording. */
export interface NeededAccount {
  /** How recorded exchanges name it; none if it only asks for tokens. */
  names: string[];
  email: string;
  status: "active" | "suspended" | "deactivated" | "email-invalidated";
  hasOtp: boolean;
  organizations: string[];
}

/** Refusals of the token endpoint that tell the state of an account (contract.md §3). */
const STATUS_OF_CODE: Readonly<Record<string, NeededAccount["status"]>> = {
  ACCOUNT_SUSPENDED: "suspended",
  ACCOUNT_DEACTIVATED: "deactivated",
  EMAIL_INVALIDATED: "email-invalidated",
};

/** So many accounts are made. */
const MAX_ACCOUNTS = 1000;

/** The accounts that a recording's requests come from, as far as its answers tell them. */
export function neededAccounts(exchanges: readonly TrafficExchange[]): NeededAccount[] {
  const byEmail = new Map<string, NeededAccount>();
  const byName = new Map<string, NeededAccount>();
  const emailOfKey = new Map<string, string>();
  for (const exchange of exchanges) noteLogIn(exchange, byEmail, emailOfKey);
  for (const exchange of exchanges) {
    const name = accountOf(exchange);
    if (typeof name !== "string" || byName.size >= MAX_ACCOUNTS) continue;
    let account = byName.get(name);
    if (account === undefined) {
      const email =
        emailOfKey.get(consumerKeyOf(exchange) ?? "") ?? `account-${byName.size + 1}@replay.example`;
      account = byEmail.get(email) ?? newAccount(email);
      account.names.push(name);
      byEmail.set(email, account);
      byName.set(name, account);
    }
    const organization = organizationIn(exchange);
    if (organization !== null && !account.organizations.includes(organization))
      account.organizations.push(organization);
  }
  return [...byEmail.values()];
}

const newAccount = (email: string): NeededAccount => ({
  ...{ names: [], email, status: "active", hasOtp: false, organizations: [] },
});

function noteLogIn(
  { path, method, body, answer }: TrafficExchange,
  byEmail: Map<string, NeededAccount>,
  emailOfKey: Map<string, string>,
): void {
  if (method !== "POST" || path.split("?")[0] !== TOKEN_PATH || answer === null) return;
  const [sent, told] = [jsonOf(body), jsonOf(answer.body)];
  const email = isObject(sent) ? sent["email"] : undefined;
  if (typeof email !== "string" || !/^[^@\s]+@[^@\s]+$/.test(email) || byEmail.size >= MAX_ACCOUNTS) return;
  const code = isObject(told) && typeof told["code"] === "string" ? told["code"] : "";
  const isDone = answer.status < 300;
  if (!isDone && STATUS_OF_CODE[code] === undefined && !code.startsWith("TWOFACTOR")) return;
  const account = byEmail.get(email) ?? newAccount(email);
  byEmail.set(email, account);
  account.status = STATUS_OF_CODE[code] ?? account.status;
  if (code.startsWith("TWOFACTOR") || (isDone && "otp" in (sent as object))) account.hasOtp = true;
  const key = isObject(told) ? told["consumer_key"] : undefined;
  if (isDone && typeof key === "string") emailOfKey.set(key, email);
}

const TOKEN_PATH = contractSpec.operation("createToken").path;

function consumerKeyOf({ headers }: TrafficExchange): string | undefined {
  const read = parseAuthorization(headerOf(headers, "authorization") ?? "");
  return "params" in read ? new Map(read.params).get("oauth_consumer_key") : undefined;
}

/** The organization of a request that was taken; null if there is none. */
export function organizationIn(exchange: TrafficExchange): string | null {
  const { answer } = exchange;
  if (answer === null || answer.status >= 300) return null;
  return operationOf(contractSpec, exchange)?.path["org_id"] ?? null;
}
