import type { Context, MiddlewareHandler } from "hono";
import { judge } from "../schema/violation.js";
import { asMessage, inWords, quote, type Words } from "../schema/words.js";
import type { LoadedSpec, Operation } from "../spec/operation-table.js";
import type { Env } from "./context.js";
import { inexactNumber, JsonTextError, parseJson } from "./json-text.js";
import { problem, type Problem, ssoProblem } from "./problem.js";
import { isSecretName } from "./secrets.js";

/** Judges path, query, content type and body by the spec; what is wrong is told by name. */
export function validateRequest(operation: Operation, spec: LoadedSpec): MiddlewareHandler<Env> {
  const { operationId, body } = operation;
  return async (c, next) => {
    const path = c.req.param() as Record<string, string>;
    c.set("path", path);
    const query = readQuery(c);
    const wrong: InvalidRequest | null =
      problemOf(path, spec, `${operationId}_path`, "path") ??
      ("problem" in query ? query.problem : problemOf(query.values, spec, `${operationId}_query`, "query"));
    if (wrong) return refuse(c, operation, wrong);
    if (!("problem" in query)) c.set("query", query.values);
    if (body) {
      const wrongBody = await readBody(c, operation, spec);
      if (wrongBody) return refuse(c, operation, wrongBody);
    }
    return next();
  };
}

function readQuery(c: Context<Env>): { values: Record<string, string> } | { problem: Problem } {
  const values: Record<string, string> = {};
  for (const [name, all] of Object.entries(c.req.queries())) {
    if (all.length > 1) {
      return { problem: invalid(`${name}: given ${all.length} times in the query; accepted: once`) };
    }
    Object.defineProperty(values, name, { value: all[0]!, enumerable: true });
  }
  return { values };
}

async function readBody(
  c: Context<Env>,
  { operationId, body }: Operation,
  spec: LoadedSpec,
): Promise<InvalidRequest | null> {
  const bytes = await c.req.arrayBuffer();
  c.set("bytes", bytes);
  if (bytes.byteLength === 0) {
    return body!.required
      ? invalid(`body: missing; accepted: a JSON document (Content-Type: application/json)`)
      : null;
  }
  const type = c.req.header("content-type");
  if (type?.split(";")[0]!.trim().toLowerCase() !== "application/json") {
    const message = `Content-Type: got ${type === undefined ? "none" : quote(type)}; accepted: application/json`;
    return { id: "unsupported-media-type", message };
  }
  try {
    const value = parseJson(bytes);
    const wrong = problemOf(value, spec, `${operationId}_body`, "body");
    if (wrong) return wrong;
    const inexact = inexactNumber(bytes);
    if (inexact !== null) {
      return invalid(
        `body: the number ${inexact.slice(0, 40)} cannot be kept exactly; accepted: send it as a string`,
      );
    }
    c.set("body", value);
    return null;
  } catch (error) {
    if (error instanceof JsonTextError) return invalid(error.message);
    throw error;
  }
}

function problemOf(value: unknown, spec: LoadedSpec, name: string, root: string): InvalidRequest | null {
  const validate = spec.validators[name];
  const violations = validate ? judge(validate, value) : [];
  if (violations.length === 0) return null;
  const options = { root, hides: isSecretName };
  const fields = violations.map((violation) => inWords(violation, options));
  return { ...invalid(asMessage(violations, options)), fields };
}

/** A refusal that knows the fields that are to blame. */
interface InvalidRequest extends Problem {
  fields?: Words[];
}

const invalid = (message: string): Problem => ({ id: "invalid-data", message });

/** The token endpoint refuses in the form of Ubuntu SSO: `extra` tells field by field (contract.md §3). */
function refuse(c: Context<Env>, { tag }: Operation, wrong: InvalidRequest): Response {
  const told = wrong.fields ?? [];
  const texts = new Set(told.map(({ field, reason }) => `${field}: ${reason}`));
  c.set("requestProblems", texts.size > 0 ? [...texts] : [wrong.message]);
  if (tag !== "tokens") return problem(c, wrong);
  const extra = Object.fromEntries(told.map(({ field, reason }) => [field, reason]));
  return ssoProblem(c, { status: 400, code: "INVALID_DATA", message: wrong.message, extra });
}
