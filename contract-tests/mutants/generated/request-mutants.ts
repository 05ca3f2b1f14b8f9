import type { Operation } from "../../../src/spec/operation-table.js";
import type { ContractSpec } from "../../run/contract-spec.js";
import { type PlainRequest, pathOf, readRequest } from "../../generate/plain-request.js";
import { requestRules } from "../../generate/rules.js";
import type { RequestRule } from "../../generate/rule.js";
import { around } from "../around.js";
import type { Call, Change } from "../call.js";
import type { Mutant } from "../mutant.js";

/** For each rule, a server that does not enforce it: a request that breaks it is treated as a correct one. */
export function requestMutants(spec: ContractSpec): Mutant[] {
  return requestRules(spec).map((rule) => ({
    id: `unchecked.${rule.id.replace(/^request\./, "")}`,
    group: `request: ${rule.kind}`,
    origin: "rules",
    breaks: `${rule.operation}: not checked that ${rule.title}`,
    owners: [rule.id],
    wrap: around(
      "*",
      () => async (call) => call.send(await repair(call, rule, spec.operation(rule.operation))),
    ),
  }));
}

/** The change that makes the request keep the rule; no change if it does. */
async function repair(call: Call, rule: RequestRule, operation: Operation): Promise<Change> {
  const isMeant = call.operationId === rule.operation || (rule.kind === "method" && call.operation === null);
  if (!isMeant || call.request.method === "HEAD") return {};
  const came = readRequest(operation, {
    method: call.request.method,
    url: call.url.href,
    headers: Object.fromEntries(call.request.headers),
    body: await call.text(),
  });
  const right = came && rule.repair(came);
  return right === null || same(came!, right) ? {} : changeTo(operation, right);
}

const same = (one: PlainRequest, other: PlainRequest): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

function changeTo(operation: Operation, { method, headers, body, ...rest }: PlainRequest): Change {
  const type = headers["content-type"] ?? "application/json";
  return {
    method,
    to: pathOf(operation, { method, headers, body, ...rest }),
    ...(body === null ? {} : { text: body, headers: { "content-type": type } }),
  };
}
