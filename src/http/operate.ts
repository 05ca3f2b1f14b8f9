import type { Context, Handler as HonoHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Account } from "../domain/records.js";
import { isRefusal } from "../domain/refusal.js";
import { newSecret } from "../ids.js";
import type { Answer, Call, OperationId } from "../operations/operation.js";
import type { Operation } from "../spec/operation-table.js";
import type { Env } from "./context.js";
import { problem, ssoProblem } from "./problem.js";
import { sendJson } from "./send-json.js";
import { recordAgentRequest } from "../sandbox/record-agent-request.js";

/** A handler whose types were checked where it was written. */
export type AnyHandler = (
  input: { path: object; query: object; body: unknown },
  call: Call,
) => Answer<OperationId>;

/** Runs the operation: reads the time once, decides and commits in one step, answers when that is durable. */
export function operate(operation: Operation, handler: AnyHandler | undefined): HonoHandler<Env> {
  return async (c) => {
    if (!handler) {
      return problem(c, {
        id: "not-implemented",
        message: `operation ${operation.operationId} has no handler`,
      });
    }
    const sandbox = c.get("sandbox");
    // Not `c.var`: that makes a new object of all there is at each look.
    const [path, query, body] = [c.get("path"), c.get("query"), c.get("body")];
    const now = sandbox.clock.now();
    const account = c.get("account");
    const cause = {
      by: "request" as const,
      request_id: c.get("requestId"),
      operation_id: operation.operationId,
      account: (account as Account | undefined)?.email ?? "",
    };
    const fromLab = (c.env as Env["Bindings"] | undefined)?.lab === true;
    const answer = handler(
      { path, query, body },
      {
        state: sandbox.state,
        now,
        newId: sandbox.ids.next,
        newSecret,
        commit(changes) {
          // The lab's own results have their room: there is one at most for an opportunity.
          if (!fromLab) sandbox.quota?.admit(changes);
          sandbox.commit(changes, now, cause);
        },
        account,
      },
    );
    recordAgentRequest(sandbox, {
      operationId: operation.operationId,
      cause,
      account,
      now,
      path,
      body,
      answer,
    });
    // After the command, so that a lab that wakes finds what it made.
    if (!fromLab) sandbox.touch();
    const response = respond(c, answer);
    await sandbox.flushed();
    return response;
  };
}

function respond(c: Context<Env>, answer: Answer<OperationId>): Response {
  if (isRefusal(answer)) return problem(c, { id: answer.refused, message: answer.message });
  if ("sso" in answer) return ssoProblem(c, answer.sso);
  const { status, body } = answer as { status: ContentfulStatusCode; body: unknown };
  if (body !== undefined) return sendJson(c, status, body);
  c.set("answer", { status, body });
  return c.body(null, status);
}
