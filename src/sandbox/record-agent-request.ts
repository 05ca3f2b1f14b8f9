import type { Account, Instant } from "../domain/records.js";
import { isRefusal } from "../domain/refusal.js";
import type { Cause } from "./trace-book.js";
import type { Sandbox } from "./sandbox.js";

/** A request of the product API that was carried out or refused by its handler. */
export interface AgentRequest {
  operationId: string;
  cause: Extract<Cause, { by: "request" }>;
  /** Absent where the operation is open. */
  account: Account | undefined;
  now: Instant;
  path: object;
  body: unknown;
  answer: unknown;
}

/** Notes what a request tells of agents: who polls and what for, and posts that were refused. */
export function recordAgentRequest(
  sandbox: Sandbox,
  { operationId, cause, account, now, path, body, answer }: AgentRequest,
): void {
  if (!account) return;
  if (operationId === "pickTestOpportunity") {
    const { agent_id } = path as { agent_id: string };
    const {
      platform = null,
      agent_group = null,
      agent_revno = null,
    } = (body ?? {}) as Partial<Record<"platform" | "agent_group" | "agent_revno", string | null>>;
    const got = (answer as { body?: { test_opportunity_id: string } }).body;
    const holder = { agent_id, platform, agent_group, agent_revno };
    sandbox.agents.polled(account.id, holder, now, got?.test_opportunity_id ?? null);
  } else if (operationId === "postTestResult") {
    const id = (path as { test_opportunity_id: string }).test_opportunity_id.toLowerCase();
    const { agent_id } = body as { agent_id: string };
    if (!isRefusal(answer)) {
      sandbox.agents.posted(account.id, sandbox.state.walk(id).holder!, now, id);
      return;
    }
    sandbox.agents.refused(account.id, agent_id, now);
    if (sandbox.state.opportunity(id) === undefined) return;
    const { refused: reason, message } = answer;
    const { request_id, operation_id } = cause;
    sandbox.traces.refused(id, now, { request_id, operation_id, agent_id, reason, message });
  }
}
