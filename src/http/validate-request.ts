import { getQueryParams } from "hono/utils/url";
import { judge, type Validate } from "../schema/violation.js";
import { asMessage, inWords, quote, type Words } from "../schema/words.js";
import type { LoadedSpec, Operation } from "../spec/operation-table.js";
import { bodyText } from "./body.js";
import type { RequestContext } from "./context.js";
import { JsonTextError, parseJson, textOf } from "./json-text.js";
import { type Problem, refuse } from "./problem.js";
import type { Reply } from "./reply.js";
import { serverFactsOf } from "../operations/server-facts.js";
import { isSecretName } from "../text/secret-name.js";
import { HIDDEN, namesSecret } from "./secrets.js";

/** A refusal with the fields that are invalid. */
interface InvalidRequest extends Problem {
  fields?: Words[];
}

/** Validates path, query, content type and body, which has been read, by the spec; names each violation. */
export function requestValidator(
  operation: Operation,
  { validators }: LoadedSpec,
): (context: RequestContext) => Reply | null {
  const { operationId, body } = operation;
  const isSecret = serverFactsOf(operationId).refusesAs === "sso";
  const judgePath = problemFinder(validators[`${operationId}_path`], "path");
  const judgeQuery = problemFinder(validators[`${operationId}_query`], "query");
  const judgeBody = problemFinder(validators[`${operationId}_body`], "body");
  return (context) => {
    const query = readQuery(context.req.url);
    const wrong =
      judgePath(context.params) ??
      ("problem" in query ? query.problem : judgeQuery(query.values)) ??
      (body && readBody(context, { ...body, isSecret }, judgeBody));
    if (wrong) return refused(context, operationId, wrong);
    if ("values" in query) context.query = query.values;
    return null;
  };
}

/** The query of one parameter whose name and value need no decoding. */
const ONE_PARAMETER = /^[^?#]*\?([a-z_]+)=([\w.~-]*)$/;

/** The one name to which a plain object has no own value by assignment. */
const PROTOTYPE = "__proto__";

type ProblemFinder = (value: unknown) => InvalidRequest | null;

/** The violations of a value that is called `root`; null if it is valid. */
function problemFinder(validate: Validate | undefined, root: string): ProblemFinder {
  if (!validate) return () => null;
  const options = { root, hides: isSecretName };
  return (value) => {
    const violations = judge(validate, value);
    if (violations.length === 0) return null;
    const fields = violations.map((violation) => inWords(violation, options));
    return { ...invalid(asMessage(violations, options)), fields };
  };
}

/** The parameters of a URL's query, each given once. */
export function readQuery(url: string): { values: Record<string, string> } | { problem: Problem } {
  const values: Record<string, string> = {};
  const start = url.indexOf("?");
  if (start < 0) return { values };
  const only = ONE_PARAMETER.exec(url);
  if (only !== null && only[1] !== PROTOTYPE) {
    // An assignment: a computed name in a literal takes ten times as long.
    values[only[1]!] = only[2]!;
    return { values };
  }
  for (const [name, all] of Object.entries(getQueryParams(url) as Record<string, string[]>)) {
    if (all.length > 1) {
      return { problem: invalid(`${name}: given ${all.length} times in the query; accepted: once`) };
    }
    Object.defineProperty(values, name, { value: all[0]!, enumerable: true });
  }
  return { values };
}

function readBody(
  context: RequestContext,
  { required, isSecret }: { required: boolean; isSecret: boolean },
  judgeBody: ProblemFinder,
): InvalidRequest | null {
  const { bytes } = context;
  if (bytes === null || bytes.length === 0) {
    return required
      ? invalid(`body: missing; accepted: a JSON document (Content-Type: application/json)`)
      : null;
  }
  const encoding = context.header("content-encoding")?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== "" && encoding !== "identity") {
    const message = `Content-Encoding: got ${quoteHeader(encoding)}; accepted: none, or identity`;
    return { id: "unsupported-media-type", message };
  }
  const type = context.header("content-type");
  if (type !== JSON_TYPE && type?.split(";")[0]!.trim().toLowerCase() !== JSON_TYPE) {
    const message = `Content-Type: got ${type === undefined ? "none" : quoteHeader(type)}; accepted: application/json`;
    return { id: "unsupported-media-type", message };
  }
  try {
    if (context.pieces !== null) {
      context.body = bodyText(context.pieces);
      return null;
    }
    const { value, inexact } = parseJson(textOf(bytes), isSecret || undefined);
    const wrong = judgeBody(value);
    if (wrong) return wrong;
    if (inexact !== null) {
      return invalid(
        `body: the number ${isSecret ? HIDDEN : inexact.slice(0, 40)} cannot be kept exactly; accepted: send it as a string`,
      );
    }
    context.body = value;
    return null;
  } catch (error) {
    if (error instanceof JsonTextError) return invalid(error.message);
    throw error;
  }
}

const quoteHeader = (value: string): string => (namesSecret(value) ? HIDDEN : quote(value));

const JSON_TYPE = "application/json";
const invalid = (message: string): Problem => ({ id: "invalid-data", message });

/** The token endpoint lists the problems by field (contract.md §3). */
function refused(context: RequestContext, operationId: string, wrong: InvalidRequest): Reply {
  const told = wrong.fields ?? [];
  const texts = new Set(told.map(({ field, reason }) => `${field}: ${reason}`));
  context.requestProblems = texts.size > 0 ? [...texts] : [wrong.message];
  return refuse(operationId, wrong, Object.fromEntries(told.map(({ field, reason }) => [field, reason])));
}
