import type { Account } from "../domain/records.js";
import { isRefusal } from "../domain/refusal.js";
import { newSecret } from "../ids.js";
import type { Answer, Call, OperationId } from "../operations/operation.js";
import { noteAgent } from "../sandbox/note-agent.js";
import type { Operation } from "../spec/operation-table.js";
import type { ProductRequest } from "./context.js";
import { problem, ssoProblem } from "./problem.js";
import { namedBy } from "./subjects.js";
import { emptyReply, jsonReply, listReply, type Reply } from "./reply.js";

/** A handler; its own types are checked where it is defined. */
export type AnyHandler = (
  input: { path: object; query: object; body: unknown },
  call: Call,
) => Answer<OperationId>;

/** Runs an operation: reads the time once, decides and commits in one step. The answer waits until the commit is durable. */
export function operator(
  { operationId }: Operation,
  handler: AnyHandler | undefined,
): (request: ProductRequest) => Reply {
  if (!handler) {
    const message = `operation ${operationId} has no handler`;
    return () => problem({ id: "not-implemented", message });
  }
  return (request) => {
    const { sandbox, fromLab, params: path, query, body } = request;
    const now = sandbox.clock.now();
    const cause = {
      by: "request" as const,
      request_id: request.id,
      operation_id: operationId,
      account: request.account?.email ?? "",
    };
    const answer = handler(
      { path, query, body },
      {
        state: sandbox.state,
        now,
        newId: sandbox.ids.next,
        idOf: sandbox.ids.of,
        newSecret,
        commit(changes) {
          // Results of the lab are always admitted: there is at most one for each opportunity.
          if (!fromLab) sandbox.quota.admit(changes);
          sandbox.commit(changes, now, cause);
        },
        // Handlers of unsigned operations do not use the account.
        account: request.account as Account,
      },
    );
    request.about = answer.about ?? null;
    noteAgent(sandbox, {
      account: request.account,
      opportunity: namedBy(request).opportunity,
      answer,
      cause,
      now,
    });
    // After the command, so that a lab that resumes finds its changes.
    if (!fromLab) sandbox.touch();
    return replyOf(answer, !request.needsWhole);
  };
}

function replyOf(answer: Answer<OperationId>, inPieces: boolean): Reply {
  if (isRefusal(answer)) return problem({ id: answer.refused, message: answer.message });
  if ("sso" in answer) return ssoProblem(answer.sso);
  const { status, body } = answer as { status: number; body: unknown };
  const { text, long } = answer;
  if (text !== undefined) return listReply({ status, body, text, long }, inPieces);
  return body === undefined ? emptyReply(status) : jsonReply(status, body);
}
