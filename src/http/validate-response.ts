import type { Logger } from "../log.js";
import { judge } from "../schema/violation.js";
import { asMessage } from "../schema/words.js";
import type { LoadedSpec, Operation } from "../spec/operation-table.js";
import type { RequestContext } from "./context.js";
import type { LongReply } from "./long-reply.js";
import { problem } from "./problem.js";
import type { Reply } from "./reply.js";
import { isSecretName } from "../text/secret-name.js";

/** Checks an answer by the spec. An answer that does not match it becomes a 500, and the log has the violation. */
export function responseValidator(
  operation: Operation,
  spec: LoadedSpec,
  log: Logger,
): (context: RequestContext, reply: Reply) => Reply {
  const { operationId } = operation;
  /** The items after the first are judged as they are made; the answer breaks off at a wrong one. */
  const withChecks = (reply: Reply, long: LongReply): Reply => {
    const item: LongReply["item"] = (at) => {
      const made = long.item(at);
      if (made === undefined) return undefined;
      const violation = problemOf(operation, spec, { ...reply, body: long.bodyOf([made]) });
      if (violation === null) return made;
      log.error({ operationId, status: reply.status, violation }, "answer breaks the spec");
      throw new Error(`the answer breaks the spec: ${violation}`);
    };
    return { ...reply, long: { ...long, item } };
  };
  return (context, reply) => {
    // An operation of another spec (--spec) that is not implemented.
    if (reply.status === 501) return reply;
    const violation = problemOf(operation, spec, reply);
    if (violation === null) return reply.long ? withChecks(reply, reply.long) : reply;
    context.responseProblems = [violation];
    log.error({ operationId, status: reply.status, violation }, "answer does not match the spec");
    return problem({
      id: "internal-error",
      message: "the emulator made an answer that does not match the spec; see its log",
    });
  };
}

function problemOf(
  { operationId, responses }: Operation,
  spec: LoadedSpec,
  { status, headers, body, text }: Reply,
): string | null {
  const declared = responses[String(status)];
  if (!declared) return `status ${status} is not declared`;
  const missing = missingOf(declared.headers, headers);
  if (missing !== null) return `header ${missing} is missing`;
  const given = headers["content-type"] ?? null;
  const type = given === declared.contentType ? given : (given?.split(";")[0] ?? null);
  if (type !== declared.contentType)
    return `content type ${String(type)}, declared ${String(declared.contentType)}`;
  // A body without text is a stream.
  if (declared.contentType !== "application/json" || text === null) return null;
  const validate = spec.validators[`${operationId}_${status}`];
  const violations = validate ? judge(validate, body) : [];
  return violations.length === 0 ? null : asMessage(violations, { root: "body", hides: isSecretName });
}

/** The names of headers that an answer lacks; null if it has all. */
function missingOf(names: readonly string[], headers: Reply["headers"]): string | null {
  if (names.length === 0) return null;
  const missing = names.filter((name) => headers[name.toLowerCase()] === undefined);
  return missing.length === 0 ? null : missing.join(", ");
}
