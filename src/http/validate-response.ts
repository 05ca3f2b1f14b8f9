import type { MiddlewareHandler } from "hono";
import type { Logger } from "../log.js";
import { judge } from "../schema/violation.js";
import { asMessage } from "../schema/words.js";
import type { LoadedSpec, Operation } from "../spec/operation-table.js";
import type { Env } from "./context.js";
import { problem } from "./problem.js";
import { isSecretName } from "./secrets.js";

/** An answer that breaks the spec is never sent: it becomes a 500, and the log says what was wrong. */
export function validateResponse(
  operation: Operation,
  spec: LoadedSpec,
  log: Logger,
): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    // An operation of another spec that nobody has written (--spec).
    if (c.res.status === 501) return;
    // A fault breaks what it was asked to break.
    if (c.get("faultId") !== undefined) return;
    const violation = await problemOf(operation, spec, c.res, c.get("answer"));
    if (violation === null) return;
    c.set("responseProblems", [violation]);
    log.error(
      { operationId: operation.operationId, status: c.res.status, violation },
      "answer breaks the spec",
    );
    c.res = problem(c, {
      id: "internal-error",
      message: "the emulator made an answer that breaks the spec; see its log",
    });
  };
}

async function problemOf(
  { operationId, responses }: Operation,
  spec: LoadedSpec,
  response: Response,
  answer: { status: number; body: unknown } | undefined,
): Promise<string | null> {
  const declared = responses[String(response.status)];
  if (!declared) return `status ${response.status} is not declared`;
  const missing = declared.headers.filter((name) => !response.headers.has(name));
  if (missing.length > 0) return `header ${missing.join(", ")} is missing`;
  const type = response.headers.get("content-type")?.split(";")[0] ?? null;
  if (type !== declared.contentType)
    return `content type ${String(type)}, declared ${String(declared.contentType)}`;
  if (declared.contentType !== "application/json") return null;
  const validate = spec.validators[`${operationId}_${response.status}`];
  const body: unknown = answer?.status === response.status ? answer.body : await response.clone().json();
  const violations = validate ? judge(validate, body) : [];
  return violations.length === 0 ? null : asMessage(violations, { root: "body", hides: isSecretName });
}
