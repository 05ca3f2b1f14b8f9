/** Errors of another form, status or text, and refusals in the wrong order. */
import { flawsOf, onStatus } from "../changes.js";
import type { Policy, Step } from "../policy.js";
import type { Operation } from "../routes.js";

const ORDER: Step[] = ["authenticate", "size", "path", "query", "body", "owner", "run"];

/** One step comes right before another. */
const early =
  (step: Step, before: Step) =>
  (p: Policy): void => {
    p.steps = ORDER.flatMap((each) => (each === step ? [] : each === before ? [step, each] : [each]));
  };

const errorBody =
  (change: (body: Record<string, unknown>) => unknown) =>
  (p: Policy): void => {
    p.after.push((answer) => {
      const body = answer.body as Record<string, unknown> | undefined;
      return answer.status >= 400 && body && "id" in body ? { ...answer, body: change(body) } : answer;
    });
  };

const becomes =
  (from: number, to: number, operation?: Operation) =>
  (p: Policy): void =>
    onStatus(p, [from], (answer, call) =>
      operation === undefined || call.operation === operation ? { ...answer, status: to } : answer,
    );

export const errorFormFlaws = flawsOf("errors", {
  "error-field": [
    "`2.error-message`: the text of an error is in `error`, not in `message`.",
    errorBody(({ message }) => ({ error: message })),
  ],
  "error-no-message": [
    "`2.error-message`: errors have no message.",
    errorBody(({ message: _message, ...rest }) => rest),
  ],
  "error-message-list": [
    "`2.error-body`: `message` is a list.",
    errorBody((body) => ({ ...body, message: [body.message] })),
  ],
  "error-message-empty": [
    "`8.no-test-spec`: all messages are empty.",
    errorBody((body) => ({ ...body, message: "" })),
  ],
  "error-no-url": ["`2.error-body`: errors have no url.", errorBody(({ url: _url, ...rest }) => rest)],
  "error-url": [
    "`2.error-body`: url is a string.",
    errorBody((body) => ({ ...body, url: "https://spi.canonical.com/errors" })),
  ],
  "error-id-number": [
    "`2.error-body`: id is the status as a number.",
    (p) =>
      onStatus(p, [400, 404, 409], (answer) => ({
        ...answer,
        body: { ...(answer.body as object), id: answer.status },
      })),
  ],
  "error-id-same": [
    "`2.error-ids`: all errors have the id resource-not-found.",
    errorBody((body) => ({ ...body, id: "resource-not-found" })),
  ],
  "error-id-404": ["`8.no-test-spec`: a 404 has the id not-found.", (p) => (p.errors.ids[404] = "not-found")],
  "error-200": ["`2.error-codes`: what is not found is 200 with the body of an error.", becomes(404, 200)],
  "error-404-is-400": ["`8.no-test-spec`: what is not found is 400.", becomes(404, 400)],
  "error-409-is-400": [
    "`7.only-holder`: what an agent may not post is 400.",
    becomes(409, 400, "postResult"),
  ],
  "error-415-is-500": ["`2.error-codes`: a body of another type is 500.", becomes(415, 500)],
  "error-text": [
    "`2.json`: errors are text/plain.",
    (p) =>
      p.after.push((answer) =>
        answer.status >= 400 && answer.body
          ? {
              ...answer,
              headers: { ...answer.headers, "Content-Type": "text/plain" },
              text: JSON.stringify(answer.body),
            }
          : answer,
      ),
  ],
  "json-as-html": [
    "`2.json`: answers are JSON of the type text/html.",
    (p) => (p.transport.contentType = "text/html; charset=utf-8"),
  ],
  "broken-json-500": [
    "`2.error-codes`: a body that is no JSON is 500.",
    (p) => (p.json.parse = (text) => JSON.parse(text) as unknown),
  ],
  "empty-body-500": [
    "`2.error-codes`: a body that is missing is 500.",
    (p) =>
      onStatus(p, [400], (answer, { incoming }) =>
        incoming.method === "POST" && incoming.body.length === 0 ? { ...answer, status: 500 } : answer,
      ),
  ],
  "body-before-signature": [
    "`2.authenticated`: a wrong body is 400 before credentials are looked at.",
    early("body", "authenticate"),
  ],
  "path-before-signature": [
    "`2.authenticated`: paths and methods are judged before credentials.",
    (p) => (p.steps = ["path", "authenticate", "size", "query", "body", "owner", "run"]),
  ],
  "owner-before-body": [
    "Section 2, Answers: whose product it is is judged before the body.",
    early("owner", "body"),
  ],
  "body-before-query": [
    "Section 2, Answers: the body is judged before the query.",
    (p) => (p.steps = ["authenticate", "size", "path", "body", "query", "owner", "run"]),
  ],
  "no-spec-before-snap": [
    "`4.snap-not-referenced`: a product without a Test Spec says so before it looks for the snap.",
    (p) =>
      onStatus(p, [404], (answer, { operation, product, state }) => {
        const isBare = operation === "advertiseSnap" && product && p.scope.specs(state, product).length === 0;
        return isBare ? { ...answer, body: p.errors.body(404, p.errors.noSpecOfProduct(product)) } : answer;
      }),
  ],
  "snap-message": [
    "`4.snap-not-referenced`: the 404 has a text.",
    (p) => (p.errors.notReferenced = (_product, name) => `Snap ${name} not found`),
  ],
  "no-spec-message": [
    "`4.no-test-spec`: the 404 has another text.",
    (p) => (p.errors.noSpecOfProduct = ({ id }) => `No Test Spec for ${id}`),
  ],
  "type-not-checked": [
    "Section 2, Requests: a body of text/plain is taken.",
    (p) => (p.request.isJson = () => true),
  ],
  "type-exact": [
    "Section 2, Requests: application/json; charset=utf-8 is 415.",
    (p) => (p.request.isJson = (type) => type === "application/json"),
  ],
  "size-not-checked": [
    "Section 2, Requests: a body over 1 MiB is taken.",
    (p) => (p.limits.body = 8_000_000),
  ],
  "size-kilobytes": [
    "Section 2, Requests: a body of 1,000,001 bytes is 413.",
    (p) => (p.limits.body = 1_000_000),
  ],
  "size-results-1m": [
    "`7.payload-limit`: a posted result over 1 MiB is 413.",
    (p) => (p.limits.resultBody = 1_048_576),
  ],
  "size-drops-opportunity": [
    "`7.payload-limit`: after a 413 the agent no longer holds the opportunity.",
    (p) =>
      onStatus(p, [413], (answer, { state, route }) => {
        const opportunity = state.opportunities.get(route?.params.test_opportunity_id ?? "");
        if (opportunity) Object.assign(opportunity, { holder: null });
        return answer;
      }),
  ],
  "message-names-nothing": [
    "Section 2, Requests: the message of a 400 does not name the field.",
    (p) =>
      onStatus(p, [400], (answer) => ({
        ...answer,
        body: { ...(answer.body as object), message: "Bad request" },
      })),
  ],
  "method-404": ["`2.methods`: a method that a path does not have is 404.", becomes(405, 404)],
  "method-no-allow": [
    "`2.methods`: a 405 has no Allow.",
    (p) => onStatus(p, [405], (answer) => ({ ...answer, headers: {} })),
  ],
  "method-allow-all": [
    "`2.methods`: Allow lists all methods there are.",
    (p) => (p.errors.allow = () => "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
  ],
  "head-405": [
    "`2.methods`: HEAD is 405.",
    (p) =>
      p.after.push((answer, { incoming }) =>
        incoming.method === "HEAD" ? { status: 405, headers: {} } : answer,
      ),
  ],
  "head-always-200": [
    "`2.methods`: HEAD of a product that is none is 200.",
    (p) =>
      p.after.push((answer, { incoming }) =>
        incoming.method === "HEAD" ? { ...answer, status: 200 } : answer,
      ),
  ],
});
