import { around, onAnswer } from "../mutants/around.js";
import { objectOf } from "../mutants/bodies.js";
import { become, onStatus, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";
import { undone, undoneBodies, undoneOfAccounts } from "./errors.undone.flaws.js";
import { orderFlaws } from "./errors.order.flaws.js";

/** Accepts a body that is not an object as an empty request. */
const taken = (fits: (text: string) => boolean): Mutant["wrap"] =>
  remembering("*", () => async (answer, call) => {
    if (answer.status === 400 && fits(await call.text())) become(answer, 200, {});
  });

/** Flaws of which fault is reported, and of refused requests that take effect. */
export const errorFlaws = defineFlaws("errors", [
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
    "head.any-account",
    "HEAD of another account's object is 200",
    "errors.head.*",
    around("*", () => async (call) => {
      const answer = await call.send();
      const isSecond = call.account?.token_key === call.world.accounts[1]?.token_key;
      if (call.request.method === "HEAD" && isSecond && answer.status === 404) answer.status = 200;
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
  ...undoneOfAccounts,
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
  ...orderFlaws,
]);
