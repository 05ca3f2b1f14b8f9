/** Refusals that are missing, come too early, or have another form; and requests that are refused without a reason. */
import { flawsOf, onStatus, wrap } from "../changes.js";
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

/** A field that is missing has this value. */
const filled =
  (reader: "product" | "image" | "snap" | "legacyImage" | "post" | "goldMaster", fields: object) =>
  (p: Policy): void =>
    wrap(
      p.readers,
      reader as "image",
      (right) => (body) => right({ ...fields, ...p.rules.anyObject(body, "The body") }),
    );

const number = (value: unknown): number => Number(value);

export const errorFlaws = flawsOf("errors", {
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
  "depth-not-checked": ["Section 2, Requests: 101 levels are taken.", (p) => (p.json.greatestDepth = 5000)],
  "depth-50": ["Section 2, Requests: 60 levels are refused.", (p) => (p.json.greatestDepth = 50)],
  "numbers-not-checked": [
    "Section 2, Requests: 12345678901234567890 is taken and changed.",
    (p) => (p.json.checkNumber = () => undefined),
  ],
  "fields-not-checked": [
    "Section 2, Requests: unknown fields are taken.",
    (p) => (p.rules.unknownField = () => undefined),
  ],
  "parameters-not-checked": [
    "Section 2, Requests: unknown query parameters are taken.",
    (p) => (p.rules.unknownParameter = () => undefined),
  ],
  "parameters-repeated": [
    "Section 2, Requests: of a repeated parameter the last counts.",
    (p) => (p.rules.repeatedParameter = () => undefined),
  ],
  "message-names-nothing": [
    "Section 2, Requests: the message of a 400 does not name the field.",
    (p) =>
      onStatus(p, [400], (answer) => ({
        ...answer,
        body: { ...(answer.body as object), message: "Bad request" },
      })),
  ],
  "product-name-optional": [
    "`4.product`: a product without a name is called 'unnamed'.",
    filled("product", { name: "unnamed" }),
  ],
  "product-snaps-optional": ["`4.product`: snaps may be left out.", filled("product", { snaps: [] })],
  "product-snaps-twice": [
    "`4.product`: a list that has a snap twice is taken.",
    (p) =>
      (p.readers.productSnaps = (value) =>
        p.rules.list(value, "snaps").map((each) => p.rules.text(each, "snaps", p.rules.snapName))),
  ],
  "name-number": [
    "`4.product`: a number is taken for a name.",
    (p) =>
      wrap(
        p.rules,
        "text",
        (right) => (value, field, length) =>
          right(typeof value === "number" ? String(value) : value, field, length),
      ),
  ],
  "name-null": [
    "`4.product`: null is taken for a release.",
    (p) =>
      wrap(
        p.rules,
        "text",
        (right) => (value, field, length) =>
          field === "release" && value === null ? "null" : right(value, field, length),
      ),
  ],
  "image-reference-optional": [
    "`4.advertiseImage`: an image without image_reference is taken.",
    filled("image", { image_reference: null }),
  ],
  "image-id-optional": [
    "`4.advertiseImage`: an image without image_unique_id gets one.",
    filled("image", { image_unique_id: "generated" }),
  ],
  "snap-revision-optional": [
    "`4.advertiseSnap`: a snap without a revision is revision 1.",
    filled("snap", { revision: 1 }),
  ],
  "snap-channel-optional": [
    "`4.advertiseSnap`: a snap without a channel is of stable.",
    filled("snap", { channel: "stable" }),
  ],
  "gold-master-channel-optional": [
    "`4.advertiseGoldMaster`: a gold master without a channel is of stable.",
    filled("goldMaster", { channel: "stable" }),
  ],
  "gold-master-empty": [
    "`4.advertiseGoldMaster`: a gold master without snaps is taken.",
    (p) =>
      (p.readers.goldMasterSnaps = (value) =>
        p.rules.list(value, "snaps").map((each) => p.readers.snapRevision(p.rules.anyObject(each, "snaps")))),
  ],
  "channel-case": [
    "`4.unknown-channel`: Edge is taken for edge.",
    (p) =>
      wrap(
        p.rules,
        "channel",
        (right) => (value, field) => right(typeof value === "string" ? value.toLowerCase() : value, field),
      ),
  ],
  "channel-shown-only": [
    "`4.channels`: only edge and stable are channels.",
    (p) => (p.rules.channels = ["edge", "stable"]),
  ],
  "channel-any-made": [
    "`4.unknown-channel`: an unknown channel is refused, but opportunities were made.",
    (p) => {
      let isUnknown = false;
      wrap(p.rules, "channel", () => (value, field) => {
        isUnknown = typeof value === "string" && !p.rules.channels.includes(value);
        return p.rules.text(value, field, p.rules.name);
      });
      onStatus(p, [201], (answer) => {
        const refused = { status: 400, headers: {}, body: p.errors.body(400, "channel is unknown.") };
        const result = isUnknown ? refused : answer;
        isUnknown = false;
        return result;
      });
    },
  ],
  "revision-zero": [
    "Section 2, Values: revision 0 is refused (`if not revision`).",
    (p) => wrap(p.rules, "revision", (right) => (value, field) => right(value === 0 ? null : value, field)),
  ],
  "revision-text": [
    "`4.advertiseSnap`: a string of digits is a revision.",
    (p) =>
      wrap(
        p.rules,
        "revision",
        (right) => (value, field) =>
          right(typeof value === "string" && /^\d+$/.test(value) ? number(value) : value, field),
      ),
  ],
  "revision-bool": [
    "`4.advertiseSnap`: true is revision 1 (Python).",
    (p) =>
      wrap(
        p.rules,
        "revision",
        (right) => (value, field) => right(typeof value === "boolean" ? number(value) : value, field),
      ),
  ],
  "revision-fraction": [
    "`4.advertiseSnap`: 1.5 is revision 1.",
    (p) =>
      wrap(
        p.rules,
        "revision",
        (right) => (value, field) => right(typeof value === "number" ? Math.trunc(value) : value, field),
      ),
  ],
  "revision-negative": [
    "Section 2, Values: -1 is a revision.",
    (p) =>
      wrap(p.rules, "revision", (right) => (value, field) => (value === -1 ? value : right(value, field))),
  ],
  "revision-int32": [
    "Section 2, Values: a revision over 2147483647 is refused.",
    (p) => (p.rules.greatestRevision = 2_147_483_647),
  ],
  "revision-wraps": [
    "Section 2, Values: a revision wraps at 32 bits.",
    (p) => wrap(p.rules, "revision", (right) => (value, field) => right(value, field) | 0),
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
  "uuid-not-anchored": [
    "`2.ids`: an id with more behind it is taken (a regular expression without an end).",
    (p) => wrap(p.rules, "uuid", (right) => (value, field) => right(value.slice(0, 36), field)),
  ],
  "uuid-not-checked": [
    "`2.ids`: an id that is no UUID is 404.",
    (p) => (p.rules.uuid = (value) => value.toLowerCase()),
  ],
  "status-not-checked": [
    "`6.statuses`: any test_status is taken.",
    (p) => (p.rules.status = (value, field) => p.rules.text(value, field, p.rules.name)),
  ],
  "status-lower-case": [
    "`6.statuses`: passed is taken for PASSED.",
    (p) =>
      wrap(
        p.rules,
        "status",
        (right) => (value, field) => right(typeof value === "string" ? value.toUpperCase() : value, field),
      ),
  ],
  "result-payload-list": [
    "`7.post`: a list is taken for a result_payload.",
    (p) =>
      wrap(
        p.rules,
        "anyObject",
        (right) => (value, field) =>
          field === "result_payload" && Array.isArray(value)
            ? (value as unknown as Record<string, unknown>)
            : right(value, field),
      ),
  ],
  "result-payload-optional": [
    "`7.post`: a result without a payload is taken.",
    filled("post", { result_payload: {} }),
  ],
  "timing-not-checked": [
    "`7.post`: any string is taken for a time of timing.",
    (p) => (p.dates.isNaive = () => true),
  ],
});
