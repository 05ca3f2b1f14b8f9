import { STATUS_CODES } from "node:http";
import { serverFactsOf } from "../operations/server-facts.js";
import type { Fault } from "../sandbox/fault-book.js";
import { CHALLENGE, ssoProblem, STATUS } from "./problem.js";
import { jsonReply, type Reply } from "./reply.js";

/** Statuses that always have Retry-After. */
const WITH_RETRY_AFTER = new Set([429, 503]);
/** Codes of Ubuntu SSO's refusals (contract.md §3). */
const SSO_CODES: Record<number, string> = {
  400: "INVALID_DATA",
  401: "INVALID_CREDENTIALS",
  403: "ACCOUNT_SUSPENDED",
};

/** The refusal of a fault in the operation's form of refusals, even with a status that the operation never has. */
export function faultRefusal(operationId: string, { id, rule }: Fault): Reply {
  const { status = 503, retry_after_s } = rule.effect;
  const reason = STATUS_CODES[status] ?? `Status ${status}`;
  const called = rule.name === undefined ? "" : ` (${rule.name})`;
  const message = rule.effect.message ?? `${reason}: injected by fault ${id}${called} of the emulator`;
  const wait = retry_after_s ?? (WITH_RETRY_AFTER.has(status) ? 1 : undefined);
  const headers: Record<string, string> = wait === undefined ? {} : { "retry-after": String(wait) };
  if (serverFactsOf(operationId).refusesAs === "sso" && status < 500 && status !== 429) {
    const code = SSO_CODES[status] ?? reason.toUpperCase().replace(/\W+/g, "_");
    const refusal = ssoProblem({ status, code, message, extra: {} });
    return { ...refusal, headers: { ...refusal.headers, ...headers } };
  }
  if (status === 401) headers["www-authenticate"] = CHALLENGE;
  const known = Object.entries(STATUS).find(([, code]) => code === status)?.[0];
  const problemId = known ?? reason.toLowerCase().replace(/\W+/g, "-");
  return jsonReply(status, { id: problemId, message, url: null }, headers);
}
