import { around, onAnswer } from "../mutants/around.js";
import { objectOf, RESULTS, resultsOf } from "../mutants/bodies.js";
import type { WireAnswer } from "../mutants/call.js";
import type { Mutant } from "../mutants/mutant.js";
import { become, onBody, onStatus, refuse, refuseWhere, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

/** Changes the body of refusals of one status. */
const refusal = (status: number, change: (body: Record<string, unknown>) => void): Mutant["wrap"] =>
  onStatus("*", status, (answer) => change(objectOf(answer.body)));

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
    `a ${status} is another status, ${status === 400 ? 422 : 400}`,
    `conventions.error-id.${id}`,
    onStatus("*", status, (answer) => void (answer.status = status === 400 ? 422 : 400)),
  ],
];

/** Sends what is refused again, so changed that it is taken. */
const takenAs = (
  operation: string,
  change: (text: string) => string | undefined | Promise<string | undefined>,
  from = 400,
): Mutant["wrap"] =>
  remembering([operation], () => async (answer, call) => {
    if (answer.status !== from) return;
    const text = await change(await call.text());
    if (text === undefined) return;
    const again = await call.send({ text });
    become(answer, again.status, again.body);
  });

const isLong = (value: unknown, length: number): boolean =>
  typeof value === "string" && value.length === length;

const onHead = (change: (answer: WireAnswer) => void): Mutant["wrap"] =>
  around("*", () => async (call) => {
    const answer = await call.send();
    if (call.request.method === "HEAD") change(answer);
    return answer;
  });

/** Flaws of what holds for all operations (contract.md §2). */
export const conventionFlaws = defineFlaws("conventions", [
  ...ERRORS.flatMap(errorFlaws),
  [
    "json.text",
    "answers are JSON and called text",
    "conventions.json",
    onAnswer("*", ({ headers, body }) => {
      if (body !== undefined) headers.set("content-type", "text/plain; charset=utf-8");
    }),
  ],
  [
    "error-body.url",
    "an error's url is one of a page that explains it",
    "conventions.error-body",
    refusal(404, (body) => (body["url"] = "https://example.com/errors")),
  ],
  [
    "error-body.more",
    "an error's body has its status as well",
    "conventions.error-body",
    refusal(404, (body) => (body["status"] = 404)),
  ],
  [
    "error-body.wrapped",
    "an error's body is below `error`",
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
    "a path that is none shows a page, status 200",
    "conventions.unknown-path",
    onAnswer("*", (answer, call) => {
      if (call.operation === null && answer.status === 404) become(answer, 200, {});
    }),
  ],
  [
    "unknown-path.id",
    "a path that is none is unknown-path",
    "conventions.unknown-path",
    onAnswer("*", (answer, call) => {
      if (call.operation === null && answer.status === 404) refuse(answer, 404, "unknown-path");
    }),
  ],
  ["head.405", "HEAD is no method", "conventions.head", onHead((a) => refuse(a, 405, "method-not-allowed"))],
  ["head.204", "HEAD is answered with 204", "conventions.head", onHead((a) => void (a.status = 204))],
  ["head.type", "HEAD tells no type", "conventions.head", onHead((a) => a.headers.delete("content-type"))],
  [
    "id-not-a-uuid.404",
    "an id that is no UUID is 404",
    "conventions.id-not-a-uuid",
    onStatus(["getProduct"], 400, (a) => refuse(a, 404, "resource-not-found")),
  ],
  [
    "id-not-a-uuid.unnamed",
    "the refusal of an id that is no UUID does not name it",
    "conventions.id-not-a-uuid",
    refusal(400, (body) => (body["message"] = "no UUID")),
  ],
  [
    "unknown-parameter.unnamed",
    "the refusal of an unknown parameter does not name it",
    "conventions.unknown-parameter",
    refusal(400, (body) => (body["message"] = "an unknown parameter")),
  ],
  [
    "method.404",
    "a method that a path does not have is 404",
    "conventions.error-id.method-not-allowed",
    onStatus("*", 405, (a) => refuse(a, 404, "resource-not-found")),
  ],
  [
    "method.allow",
    "Allow names GET alone",
    "conventions.error-id.method-not-allowed",
    onStatus("*", 405, ({ headers }) => headers.set("allow", "GET")),
  ],
  [
    "invalid-data.unnamed",
    "the refusal of a body does not name the field",
    "conventions.error-id.invalid-data",
    refusal(400, (body) => (body["message"] = "it is not as it should be")),
  ],
  [
    "payload-too-large.cut",
    "a body that is too large is cut and taken",
    "conventions.error-id.payload-too-large",
    takenAs("createProduct", (text) => text.replaceAll(/r{1000,}/g, "r"), 413),
  ],
  [
    "inexact-number.rounded",
    "a number that cannot be kept exactly is kept as another",
    "conventions.json.inexact-number",
    takenAs("advertiseImage", (text) => JSON.stringify(JSON.parse(text))),
  ],
  [
    "too-deep.dropped",
    "what is nested too deep is taken, and null kept",
    "conventions.json.too-deep",
    takenAs("advertiseImage", (text) => text.replace(/\[+\]+/, "null")),
  ],
  [
    "too-deep.strict",
    "what is nested 50 levels deep is refused",
    "conventions.json.too-deep",
    refuseWhere("advertiseImage", (_, text) => text.split("[").length > 33),
  ],
  [
    "control-characters.dropped",
    "control characters of a name are dropped",
    "conventions.control-characters",
    takenAs("createProduct", (text) => text.replaceAll("\\t", "")),
  ],
  [
    "length.snap-name",
    "a snap's name of 200 characters is refused",
    "conventions.length.snap-name",
    refuseWhere("advertiseSnap", ({ name }) => isLong(name, 200)),
  ],
  [
    "length.image-unique-id",
    "an image_unique_id of 36 characters is refused",
    "conventions.length.image-unique-id",
    refuseWhere("advertiseImage", ({ image_unique_id }) => isLong(image_unique_id, 36)),
  ],
  [
    "length.image-name",
    "a legacy image name of 200 characters is refused",
    "conventions.length.image-name",
    refuseWhere("legacyAdvertiseImage", ({ image_name }) => isLong(image_name, 200)),
  ],
  [
    "ids.upper-case",
    "ids of Test Specs are in upper case",
    "conventions.ids",
    onBody(["createTestSpec"], (spec) => (spec["id"] = String(spec["id"]).toUpperCase())),
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
    "ids.results",
    "ids of results are in upper case",
    "conventions.ids.results",
    onAnswer(RESULTS, (answer) => {
      for (const result of resultsOf(answer)) result.id = result.id.toUpperCase();
    }),
  ],
  [
    "temporary-error.no-retry-after",
    "a 503 does not tell when to try again",
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
    "what was unavailable once stays so",
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
]);
