import { around, onAnswer } from "../mutants/around.js";
import { objectOf } from "../mutants/bodies.js";
import type { Call, WireAnswer } from "../mutants/call.js";
import { become, onStatus, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";
import { UNKNOWN } from "./errors.js";

const hasQuery = ({ url }: Call): boolean => url.searchParams.has(UNKNOWN);
const isNoId = ({ url }: Call): boolean => url.pathname.split("/").includes("7");
const isOtherType = ({ request }: Call): boolean => request.headers.get("content-type") === "text/plain";
const hasField = async (call: Call): Promise<boolean> => UNKNOWN in objectOf(await call.body());
const isLarge = async (call: Call): Promise<boolean> => (await call.text()).length > 1_048_576;

/** Whether the object of the path does not exist, according to a GET. */
async function isMissing(call: Call): Promise<boolean> {
  const [, kind, id] = call.url.pathname.split("/");
  const to = kind === "products" ? `/products/${id!}` : kind === "orgs" ? `/orgs/${id!}/results` : null;
  if (to === null || id === undefined) return false;
  const as = call.account ?? call.world.accounts[0]!;
  return (await call.send({ method: "GET", to, as, text: "", resign: "fresh nonce" })).status === 404;
}

/** Replaces an answer with one of these statuses by the report of a later fault. */
const instead = (
  statuses: readonly number[],
  fits: (call: Call) => boolean | Promise<boolean>,
  status: number,
  id: string,
): Mutant["wrap"] =>
  remembering("*", () => async (answer, call) => {
    if (statuses.includes(answer.status) && (await fits(call))) refuse(answer, status, id, "no_such_thing");
  });

/** Carries out a refused request, with its fault corrected, and still answers the refusal. */
const doneAllTheSame = (
  operations: readonly string[],
  status: number,
  corrected: (call: Call) => Promise<WireAnswer>,
): Mutant["wrap"] =>
  around(operations, () => async (call) => {
    await call.text();
    const refused = await call.send();
    if (refused.status === status) await corrected(call);
    return refused;
  });

const CHANGING = [
  "updateProduct",
  "deleteProduct",
  "createTestSpec",
  "deleteTestSpec",
  "advertiseImage",
  "advertiseSnap",
  "advertiseGoldMaster",
  "postTestResult",
];

const undone = CHANGING.flatMap((operation): WrittenFlaw[] => [
  [
    `undone.${operation}.credentials`,
    `${operation}: a request without credentials is refused but carried out`,
    `errors.undone.${operation}`,
    doneAllTheSame([operation], 401, (call) =>
      call.send({ as: call.world.accounts[0]!, resign: "fresh nonce" }),
    ),
  ],
  [
    `undone.${operation}.account`,
    `${operation}: a request of another account is refused but carried out`,
    `errors.undone.${operation}`,
    doneAllTheSame([operation], 404, (call) =>
      call.send({ as: call.world.accounts[0]!, resign: "fresh nonce" }),
    ),
  ],
  [
    `undone.${operation}.query`,
    `${operation}: a request with an unknown parameter is refused but carried out`,
    `errors.undone.${operation}`,
    doneAllTheSame([operation], 400, (call) => call.send({ query: { [UNKNOWN]: null } })),
  ],
]);

const undoneBodies = CHANGING.filter((operation) => !operation.startsWith("delete")).flatMap(
  (operation): WrittenFlaw[] => [
    [
      `undone.${operation}.type`,
      `${operation}: a body of another content type is refused but carried out`,
      `errors.undone.${operation}`,
      doneAllTheSame([operation], 415, async (call) => call.send({ body: await call.body() })),
    ],
    [
      `undone.${operation}.field`,
      `${operation}: a body with an unknown field is refused but carried out`,
      `errors.undone.${operation}`,
      doneAllTheSame([operation], 400, async (call) => {
        const fields = Object.entries(objectOf(await call.body())).filter(([name]) => name !== UNKNOWN);
        return call.send({ body: Object.fromEntries(fields) });
      }),
    ],
    [
      `undone.${operation}.tail`,
      `${operation}: a body with text after its JSON is refused but carried out`,
      `errors.undone.${operation}`,
      doneAllTheSame([operation], 400, async (call) =>
        call.send({ text: (await call.text()).replace(/\{\}$/, "") }),
      ),
    ],
  ],
);

/** Accepts a body that is not an object as an empty request. */
const taken = (fits: (text: string) => boolean): Mutant["wrap"] =>
  remembering("*", () => async (answer, call) => {
    if (answer.status === 400 && fits(await call.text())) become(answer, 200, {});
  });

/** Flaws of which fault is reported, and of refused requests that take effect. */
export const errorFlaws = defineFlaws("errors", [
  [
    "order.query-first",
    "an unknown parameter is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], hasQuery, 400, "invalid-data"),
  ],
  [
    "order.path-first",
    "an id that is not a UUID is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], isNoId, 400, "invalid-data"),
  ],
  [
    "order.size-first",
    "the size of a body is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], isLarge, 413, "payload-too-large"),
  ],
  [
    "order.type-first",
    "the content type is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], isOtherType, 415, "unsupported-media-type"),
  ],
  [
    "order.field-first",
    "an unknown field is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], hasField, 400, "invalid-data"),
  ],
  [
    "order.missing-first",
    "an unknown object is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], isMissing, 404, "resource-not-found"),
  ],
  [
    "order.path-before-size",
    "an id that is not a UUID is reported before the size of the body",
    "errors.order.*.size",
    instead([413], isNoId, 400, "invalid-data"),
  ],
  [
    "order.missing-before-size",
    "an unknown object is reported before the size of the body",
    "errors.order.*.size",
    instead([413], isMissing, 404, "resource-not-found"),
  ],
  [
    "order.type-before-query",
    "the content type is reported before an unknown parameter",
    "errors.order.*.query",
    instead([400], (call) => hasQuery(call) && isOtherType(call), 415, "unsupported-media-type"),
  ],
  [
    "order.missing-before-query",
    "an unknown object is reported before an unknown parameter",
    "errors.order.*.query",
    instead([400], async (call) => hasQuery(call) && isMissing(call), 404, "resource-not-found"),
  ],
  [
    "order.missing-before-type",
    "an unknown object is reported before the content type",
    "errors.order.*.type",
    instead([415], isMissing, 404, "resource-not-found"),
  ],
  [
    "order.field-before-type",
    "an unknown field is reported before the content type",
    "errors.order.*.type",
    instead([415], hasField, 400, "invalid-data"),
  ],
  [
    "order.missing-before-body",
    "an unknown object is reported before a field of the body",
    "errors.order.*.body",
    instead([400], async (call) => (await hasField(call)) && isMissing(call), 404, "resource-not-found"),
  ],
  [
    "order.field-before-path",
    "the content type is reported before an id that is not a UUID",
    "errors.order.*.path",
    instead([400], (call) => isNoId(call) && isOtherType(call), 415, "unsupported-media-type"),
  ],
  [
    "methods.options",
    "OPTIONS is 204 without a body",
    "errors.methods.*",
    onAnswer("*", (answer, { request }) => {
      if (request.method === "OPTIONS") become(answer, 204);
    }),
  ],
  [
    "methods.delete-is-404",
    "DELETE on a path without DELETE is 404",
    "errors.methods.*",
    onStatus("*", 405, (answer, { request }) => {
      if (request.method === "DELETE") refuse(answer, 404, "resource-not-found");
    }),
  ],
  [
    "methods.put-as-post",
    "PUT on a list is treated as POST",
    "errors.methods.*",
    around("*", () => async (call) => {
      const isPut = call.request.method === "PUT" && call.url.pathname.endsWith("/test-specs");
      return call.send(isPut ? { method: "POST" } : {});
    }),
  ],
  [
    "methods.allow-all",
    "Allow lists methods that the path does not have",
    "errors.methods.*",
    onStatus("*", 405, (answer) => answer.headers.set("allow", "GET, HEAD, POST, PUT, DELETE")),
  ],
  [
    "head.always-200",
    "HEAD of an unknown object is 200",
    "errors.head.*",
    around("*", () => async (call) => {
      const answer = await call.send();
      if (call.request.method === "HEAD" && answer.status === 404) answer.status = 200;
      return answer;
    }),
  ],
  [
    "head.unchecked",
    "HEAD needs no credentials",
    "errors.head.*",
    around("*", () => async (call) => {
      const answer = await call.send();
      if (call.request.method === "HEAD" && answer.status === 401) answer.status = 200;
      return answer;
    }),
  ],
  ...(
    [
      ["list", (text) => text === "[]"],
      ["list-of-one", (text) => text.startsWith("[{")],
      ["text", (text) => text.startsWith('"')],
      ["number", (text) => text === "7"],
      ["truth", (text) => text === "true"],
      ["zero", (text) => text === "0"],
    ] satisfies [string, (text: string) => boolean][]
  ).map(([name, fits]): WrittenFlaw => [
    `no-object.${name}`,
    `a body that is a ${name.replaceAll("-", " ")} is accepted`,
    "errors.no-object.*",
    taken(fits),
  ]),
  ...["text/json", "application/x-www-form-urlencoded", "application/jsonp", "application/vnd.api+json"].map(
    (type): WrittenFlaw => [
      `type.${type.replace("/", "-")}`,
      `the content type ${type} is accepted`,
      "errors.other-types.*",
      around("*", () => async (call) => {
        const isOther = call.request.headers.get("content-type") === type;
        return call.send(isOther ? { body: await call.body() } : {});
      }),
    ],
  ),
  ...undone,
  ...undoneBodies,
  [
    "not-there.post",
    "the refusal of a post for another account's opportunity reveals that it exists",
    "errors.not-there.post",
    remembering(["postTestResult"], () => async (answer, call) => {
      const asOther = call.others[0];
      if (answer.status !== 404 || asOther === undefined) return;
      const { status } = await call.send({ as: asOther, body: {} });
      const body = await call.send({
        as: asOther,
        body: { agent_id: "nobody", test_status: "PASSED", result_payload: {} },
      });
      if (status !== 404 && body.status === 409) refuse(answer, 404, "resource-not-found", "not yours");
    }),
  ],
  [
    "not-there.test-spec",
    "another account's Test Spec is 403",
    "errors.not-there.test-spec",
    remembering(["getTestSpec", "createTestSpec"], () => {
      const made = new Set<unknown>();
      return (answer, call) => {
        if (answer.status === 201) made.add(objectOf(answer.body)["id"]);
        else if (answer.status === 404 && made.has(call.path["test_spec_id"]))
          refuse(answer, 403, "forbidden");
      };
    }),
  ],
]);
