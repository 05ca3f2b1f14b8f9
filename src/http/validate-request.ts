import type { Context, MiddlewareHandler } from "hono";
import type { LoadedSpec, Operation, SchemaError } from "../spec/operation-table.js";
import type { Env } from "./context.js";
import { explain, nearest, quote, type Violation, violations } from "./explain.js";
import { inexactNumber, JsonTextError, parseJson } from "./json-text.js";
import { problem, type Problem, ssoProblem } from "./problem.js";

/** Judges path, query, content type and body by the spec; what is wrong is told by name. */
export function validateRequest(operation: Operation, spec: LoadedSpec): MiddlewareHandler<Env> {
  const { operationId, body } = operation;
  return async (c, next) => {
    const path = c.req.param() as Record<string, string>;
    c.set("path", path);
    const query = readQuery(c);
    const wrong: InvalidRequest | null =
      judge(path, spec, `${operationId}_path`, "path") ??
      ("problem" in query ? query.problem : judge(query.values, spec, `${operationId}_query`, "query"));
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
    const wrong = judge(value, spec, `${operationId}_body`, "body");
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

function judge(value: unknown, spec: LoadedSpec, name: string, root: string): InvalidRequest | null {
  const validate = spec.validators[name];
  if (!validate || validate(value)) return null;
  const found = violations(errorsOf(value, spec, name), root);
  return { ...invalid(explain(found)), violations: found };
}

/** Where several forms are accepted (`oneOf`), the errors of the nearest: `<name>_0`, `<name>_1` judge one each. */
function errorsOf(value: unknown, spec: LoadedSpec, name: string): SchemaError[] {
  const forms = [];
  for (let form = spec.validators[`${name}_0`]; form; form = spec.validators[`${name}_${forms.length}`]) {
    form(value);
    forms.push(form.errors ?? []);
  }
  return forms.length > 0 ? nearest(forms) : (spec.validators[name]?.errors ?? []);
}

/** A refusal that knows the fields that are to blame. */
interface InvalidRequest extends Problem {
  violations?: Violation[];
}

const invalid = (message: string): Problem => ({ id: "invalid-data", message });

/** The token endpoint refuses in the form of Ubuntu SSO: `extra` tells field by field (contract.md §3). */
function refuse(c: Context<Env>, { tag }: Operation, wrong: InvalidRequest): Response {
  const { message, violations: found } = wrong;
  c.set("requestProblems", found?.map(({ field, reason }) => `${field}: ${reason}`) ?? [message]);
  if (tag !== "tokens") return problem(c, wrong);
  const extra = Object.fromEntries((wrong.violations ?? []).map(({ field, reason }) => [field, reason]));
  return ssoProblem(c, { status: 400, code: "INVALID_DATA", message: wrong.message, extra });
}
