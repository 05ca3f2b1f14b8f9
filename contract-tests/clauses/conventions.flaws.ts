import { around, onAnswer } from "../mutants/around.js";
import type { WireAnswer } from "../mutants/call.js";
import type { Mutant } from "../mutants/mutant.js";
import { become, onStatus, refuse, refuseWhere, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import { refusal, takenAs, bodyFlaws } from "./conventions.bodies.flaws.js";

const ERRORS = [
  [400, "invalid-data"],
  [401, "unauthorized"],
  [405, "method-not-allowed"],
  [409, "conflict"],
  [413, "payload-too-large"],
  [415, "unsupported-media-type"],
] as const;

const errorFlaws = ([status, id]: (typeof ERRORS)[number]): WrittenFlaw[] => [
  [
    `error-id.${id}.spelt-otherwise`,
    `the id of a ${status} is ${id.replaceAll("-", "_").toUpperCase()}`,
    `conventions.error-id.${id}`,
    refusal(status, (body) => (body["id"] = id.replaceAll("-", "_").toUpperCase())),
  ],
  [
    `error-id.${id}.status`,
    `the status ${status} is replaced by ${status === 400 ? 422 : 400}`,
    `conventions.error-id.${id}`,
    onStatus("*", status, (answer) => void (answer.status = status === 400 ? 422 : 400)),
  ],
];

const onHead = (change: (answer: WireAnswer) => void): Mutant["wrap"] =>
  around("*", () => async (call) => {
    const answer = await call.send();
    if (call.request.method === "HEAD") change(answer);
    return answer;
  });

/** Flaws of the conventions of all operations (contract.md §2). */
export const conventionFlaws = defineFlaws("conventions", [
  ...ERRORS.flatMap(errorFlaws),
  [
    "error-body.url",
    "url of an error is the address of a page, not null",
    "conventions.error-body",
    refusal(404, (body) => (body["url"] = "https://example.com/errors")),
  ],
  [
    "error-body.wrapped",
    "the body of an error is inside a member `error`",
    "conventions.error-body",
    onStatus("*", 404, (answer) => void (answer.body = { error: answer.body })),
  ],
  ...[401, 404].map((status): WrittenFlaw => [
    `error-message.${status}`,
    `the message of a ${status} is empty`,
    "conventions.error-message",
    refusal(status, (body) => (body["message"] = "")),
  ]),
  [
    "unknown-path.200",
    "an unknown path is 200 with a page",
    "conventions.unknown-path",
    onAnswer("*", (answer, call) => {
      if (call.operation === null && answer.status === 404) become(answer, 200, {});
    }),
  ],
  [
    "unknown-path.slash",
    "a slash at the end of a path is left alone",
    "conventions.unknown-path.slash",
    onAnswer("*", (answer, { url }) => {
      if (url.pathname === "/products/" && answer.status === 404) become(answer, 200, { products: [] });
    }),
  ],
  [
    "unknown-path.id",
    "the error id of an unknown path is unknown-path",
    "conventions.unknown-path",
    onAnswer("*", (answer, call) => {
      if (call.operation === null && answer.status === 404) refuse(answer, 404, "unknown-path");
    }),
  ],
  ["head.405", "HEAD is 405", "conventions.head", onHead((a) => refuse(a, 405, "method-not-allowed"))],
  ["head.204", "HEAD is 204", "conventions.head", onHead((a) => void (a.status = 204))],
  [
    "head.type",
    "HEAD has no Content-Type",
    "conventions.head",
    onHead((a) => a.headers.delete("content-type")),
  ],
  [
    "id-not-a-uuid.404",
    "an id that is not a UUID is 404",
    "conventions.id-not-a-uuid",
    onStatus(["getProduct"], 400, (a) => refuse(a, 404, "resource-not-found")),
  ],
  [
    "id-not-a-uuid.unnamed",
    "the refusal of an id that is not a UUID does not name it",
    "conventions.id-not-a-uuid",
    refusal(400, (body) => (body["message"] = "not a UUID")),
  ],
  [
    "unknown-parameter.unnamed",
    "the refusal of an unknown parameter does not name it",
    "conventions.unknown-parameter",
    refusal(400, (body) => (body["message"] = "an unknown parameter")),
  ],
  [
    "inexact-number.rounded",
    "a number that cannot be kept exactly is rounded",
    "conventions.json.inexact-number",
    takenAs("advertiseImage", (text) => JSON.stringify(JSON.parse(text))),
  ],
  [
    "too-deep.dropped",
    "JSON nested too deep is accepted and stored as null",
    "conventions.json.too-deep",
    takenAs("advertiseImage", (text) => text.replace(/\[+\]+/, "null")),
  ],
  [
    "too-deep.strict",
    "JSON nested 50 levels deep is refused",
    "conventions.json.too-deep",
    refuseWhere("advertiseImage", (_, text) => text.split("[").length > 33),
  ],
  ...["getProduct", "listTestSpecs", "getTestSpec", "advertiseSnap", "listTestEvents", "postTestResult"].map(
    (operation): WrittenFlaw => [
      `ids.path-case.${operation}`,
      `${operation} does not find an id in upper case`,
      `request.${operation}.path.upper-case`,
      onAnswer([operation], (answer, { request }) => {
        const path = request.url.split("?")[0]!;
        const isUpper = /\/[\dA-F]{8}-[\dA-F-]{27}(\/|$)/.test(path) && /-[\dA-F]*[A-F]/.test(path);
        if (isUpper) refuse(answer, 404, "resource-not-found");
      }),
    ],
  ),
  [
    "temporary-error.no-retry-after",
    "a 503 has no Retry-After",
    "conventions.temporary-error",
    onStatus("*", 503, ({ headers }) => headers.delete("retry-after")),
  ],
  [
    "temporary-error.date",
    "Retry-After is a date",
    "conventions.temporary-error",
    onStatus("*", 503, ({ headers }) => headers.set("retry-after", "Fri, 01 Jan 2100 00:00:00 GMT")),
  ],
  [
    "temporary-error.lasting",
    "an operation that was unavailable once stays unavailable",
    "conventions.temporary-error",
    remembering("*", () => {
      const broken = new Map<string, WireAnswer>();
      return (answer, call) => {
        const known = broken.get(call.url.pathname);
        if (answer.status === 503) broken.set(call.url.pathname, { ...answer });
        else if (known) Object.assign(answer, known);
      };
    }),
  ],
  [
    "lost-answer.twice",
    "a trigger makes its opportunities twice",
    "conventions.lost-answer",
    around(["advertiseImage"], () => async (call) => {
      await call.text();
      await call.send().catch(() => undefined);
      return call.send();
    }),
  ],
  ...bodyFlaws,
]);
