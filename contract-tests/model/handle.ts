/** One request from its first check to its answer, in the order that section 2 gives. */
import type { Model } from "./model.js";
import { prepare } from "./operations.js";
import type { Step } from "./policy.js";
import { Refusal, TokenRefusal } from "./records.js";
import type { Answer, Incoming, Query } from "./records.js";
import { findRoute, knownParameters } from "./routes.js";
import type { Call } from "./routes.js";

export async function handle(model: Model, incoming: Incoming): Promise<Answer> {
  const { policy, state } = model;
  const route = findRoute(incoming.path);
  const method = incoming.method === "HEAD" ? "GET" : incoming.method;
  const operation = route && Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
  const nobody = { account: undefined, product: undefined, spec: undefined, opportunity: undefined };
  const call: Call = {
    ...{ incoming, state, route, operation, params: {}, query: {}, body: undefined },
    ...{ ...nobody, organization: undefined, act: undefined },
  };
  let answer: Answer | undefined;
  for (const before of policy.before) answer ??= before(call);
  answer ??= await answerOf(model, call);
  for (const after of policy.after) answer = after(answer, call);
  return answer;
}

async function answerOf(model: Model, call: Call): Promise<Answer> {
  try {
    let answer: Answer | undefined;
    for (const step of model.policy.steps) {
      if (step === "run") answer = await call.act!();
      else STEPS[step](model, call);
    }
    return answer!;
  } catch (problem) {
    return refusalOf(model, call, problem);
  }
}

const STEPS: Record<Exclude<Step, "run">, (model: Model, call: Call) => void> = {
  authenticate({ policy, state }, call) {
    if (isToken(call)) return;
    try {
      call.account = policy.oauth.verify(call.incoming, state, policy.clock.now());
    } catch (problem) {
      if (!(problem instanceof URIError)) throw problem;
      throw new Refusal(401, "The query is not percent-encoded, so that no signature fits it.");
    }
  },
  size({ policy }, call) {
    const limit = call.operation === "postResult" ? policy.limits.resultBody : policy.limits.body;
    if (call.incoming.bodyBytes > limit) throw new Refusal(413, `A body has at most ${limit} bytes.`);
  },
  path({ policy }, call) {
    const { incoming, route } = call;
    if (!route || policy.hides(call)) throw new Refusal(404, policy.errors.noPath(incoming.path));
    if (!call.operation) throw new Refusal(405, `${incoming.method} is not a method of this path.`);
    for (const [name, raw] of Object.entries(route.params)) call.params[name] = param(policy, name, raw);
  },
  query({ policy }, call) {
    const { rules } = policy;
    const known = knownParameters(call.operation!);
    const sent: Record<string, string> = {};
    for (const [name, value] of decodedQuery(policy, call.incoming.rawQuery)) {
      if (!known.includes(name)) rules.unknownParameter(name, known);
      if (Object.hasOwn(sent, name)) rules.repeatedParameter(name);
      sent[name] = value;
    }
    call.query = readQuery(policy, sent);
  },
  body(model, call) {
    if (model.policy.request.takesBody(call.operation!)) call.body = bodyOf(model, call);
    call.act = prepare(model, call);
  },
  owner({ policy, state }, call) {
    const { errors, scope } = policy;
    const { product_id, test_spec_id, test_opportunity_id, org_id } = call.params;
    const find = <T>(kind: string, id: string, found: T | undefined): T => {
      if (found === undefined) throw new Refusal(404, errors.notFound(kind, id));
      return found;
    };
    if (product_id !== undefined)
      call.product = find("product", product_id, scope.product(state, call.account!, product_id));
    if (test_spec_id !== undefined)
      call.spec = find("Test Spec", test_spec_id, scope.spec(state, call.product!, test_spec_id));
    if (org_id !== undefined)
      call.organization = find("organization", org_id, scope.organization(call.account!, org_id));
    if (test_opportunity_id !== undefined) {
      const found = scope.opportunity(state, call.account!, test_opportunity_id);
      call.opportunity = find("opportunity", test_opportunity_id, found);
    }
  },
};

function bodyOf({ policy }: Model, { incoming, operation }: Call): unknown {
  if (incoming.body.length === 0) {
    if (policy.request.mayLeaveOutBody(operation!)) return undefined;
    throw new Refusal(400, "A body is required.", "body");
  }
  const encoding = incoming.headers["content-encoding"]?.trim().toLowerCase() || "identity";
  if (encoding !== "identity") throw new Refusal(415, "A Content-Encoding is not understood.", "body");
  if (!policy.request.isJson(incoming.headers["content-type"]))
    throw new Refusal(415, "Content-Type must be application/json.", "body");
  return policy.json.read(incoming.body);
}

function isToken(call: Call): boolean {
  return call.route?.path === "/api/v2/tokens/oauth";
}

function param({ request, rules }: Model["policy"], name: string, raw: string): string {
  let value: string;
  try {
    value = request.decodeSegment(raw);
  } catch {
    throw new Refusal(400, `${name} is not percent-encoded.`, name);
  }
  return name === "agent_id" || name === "org_id"
    ? rules.text(value, name, rules.name)
    : rules.uuid(value, name);
}

function decodedQuery({ request }: Model["policy"], rawQuery: string): [string, string][] {
  try {
    return request.decodeQuery(rawQuery);
  } catch {
    throw new Refusal(400, "The query is not percent-encoded.", "query");
  }
}

function readQuery({ rules }: Model["policy"], sent: Record<string, string>): Query {
  const query: Query = {};
  const { test_opportunity_id, image_unique_id, start_date, end_date } = sent;
  if (test_opportunity_id !== undefined)
    query.test_opportunity_id = rules.uuid(test_opportunity_id, "test_opportunity_id");
  if (image_unique_id !== undefined)
    query.image_unique_id = rules.text(image_unique_id, "image_unique_id", rules.filteredImageId);
  if (start_date !== undefined) query.start_date = rules.date(start_date, "start_date");
  if (end_date !== undefined) query.end_date = rules.date(end_date, "end_date");
  return query;
}

function refusalOf({ policy }: Model, call: Call, problem: unknown): Answer {
  const { errors } = policy;
  const inTokenForm = isToken(call) && call.operation !== undefined;
  if (problem instanceof TokenRefusal) {
    const { status, code, message, extra } = problem;
    return { status, headers: {}, body: errors.token(code, message, extra) };
  }
  if (problem instanceof Refusal && inTokenForm && errors.tokenForm.includes(problem.status)) {
    const { field, message } = problem;
    const extra: Record<string, string> = field && field !== "body" ? { [field]: message } : {};
    return { status: 400, headers: {}, body: errors.token("INVALID_DATA", message, extra) };
  }
  const refusal =
    problem instanceof Refusal ? problem : new Refusal(500, `The model failed: ${String(problem)}`);
  const headers = errors.headers(refusal.status);
  if (refusal.status === 405) headers.Allow = errors.allow(Object.keys(call.route!.methods));
  return { status: refusal.status, headers, body: errors.body(refusal.status, refusal.message) };
}
