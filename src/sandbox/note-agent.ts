import type { Account, Instant } from "../domain/records.js";
import { isRefusal } from "../domain/refusal.js";
import type { Answer, OperationId } from "../operations/operation.js";
import type { Sandbox } from "./sandbox.js";
import type { Cause } from "./trace-book.js";

/** A request of the product API that its handler executed or refused. */
export interface HandledRequest {
  cause: Extract<Cause, { by: "request" }>;
  /** Null if the request was not signed. */
  account: Account | null;
  now: Instant;
  /** The opportunity that its path names. */
  opportunity: string | undefined;
  answer: Answer<OperationId>;
}

/** Notes what a request shows about its agent: polls with their answers, and refused posts. */
export function noteAgent(sandbox: Sandbox, request: HandledRequest): void {
  const { account, now, answer, opportunity } = request;
  const { agent, opportunities } = answer.about ?? {};
  if (!agent || !account) return;
  const { did, id, holder } = agent;
  if (isRefusal(answer)) noteRefusal(sandbox, id, request);
  else if (holder === null) return;
  else if (did === "poll") sandbox.agents.polled(account.id, holder, now, opportunities?.[0] ?? null);
  else sandbox.agents.posted(account.id, holder, now, opportunity!);
}

function noteRefusal(
  sandbox: Sandbox,
  agentId: string,
  { account, cause, now, opportunity, answer }: HandledRequest,
): void {
  sandbox.agents.refused(account!.id, agentId, now);
  if (!isRefusal(answer) || sandbox.state.opportunity(opportunity ?? "") === undefined) return;
  const { refused: reason, message } = answer;
  const { request_id, operation_id } = cause;
  sandbox.traces.refused(opportunity!, now, {
    ...{ request_id, operation_id, agent_id: agentId, reason, message },
  });
}
