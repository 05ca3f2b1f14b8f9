import type { Operation } from "../../src/spec/operation-table.js";
import { pathOf, type PlainRequest } from "../generate/plain-request.js";
import { leavesOf, needsOf, rightRequest } from "../generate/right-request.js";
import { contractSpec } from "../run/contract-spec.js";
import type { Actor, Clause } from "./clause.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, errorId, fields, refused, same } from "./support/expect.js";
import { heldOpportunity } from "./support/state.js";
import { signed, FAULTS, send } from "./support/request-faults.js";
import { order } from "./errors-order.js";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

const paths = [...new Set(contractSpec.operations.map(({ path }) => path))];

/** Each path with each method that it does not support. */
const methods = paths.flatMap((path) => {
  const here = contractSpec.operations.filter((operation) => operation.path === path);
  const [operation] = here as [Operation];
  const own = here.map(({ method }) => method.toUpperCase());
  return defineClauses(
    { operation: operation.operationId, answer: "405", needs: needsOf(operation), leaves: "nothing" },
    {
      [`errors.methods.${operation.operationId}`]: {
        title: `${path} supports only ${own.join(", ")}; other methods are 405 with Allow`,
        provenance: ["A-25"],
        statements: ["2.methods"],
        async run(t) {
          const { path: at } = await rightRequest(t, operation.operationId);
          const full = pathOf(operation, { method: "", path: at, query: [], headers: {}, body: null });
          for (const method of METHODS.filter((other) => !own.includes(other))) {
            const answer = await t.send({ method, path: full });
            errorId(refused(answer, 405).id, "method-not-allowed", `id of the refusal of ${method}`);
            const allowed = (answer.headers["allow"] ?? "").split(/\s*,\s*/).filter((one) => one !== "HEAD");
            same("methods of Allow", allowed.toSorted(), own.toSorted());
          }
        },
      },
    },
  );
});

/** HEAD is refused like GET: the same status, without a body. */
const heads = signed
  .filter(({ method }) => method === "get")
  .flatMap((operation) =>
    defineClauses(
      { operation: operation.operationId, answer: null, needs: needsOf(operation), leaves: "nothing" },
      {
        [`errors.head.${operation.operationId}`]: {
          title: `HEAD of ${operation.path} is refused like GET: same status, no body`,
          provenance: ["A-25"],
          statements: ["2.methods"],
          async run(t) {
            const right = await rightRequest(t, operation.operationId);
            const requests: [PlainRequest, Actor, number | null][] = [[right, "anonymous", 401]];
            if (t.target.second) requests.push([right, "second", null]);
            for (const fault of FAULTS) {
              const request = fault.spoil(operation, right, t);
              if (request) requests.push([request, "first", fault.status]);
            }
            for (const [request, actor, status] of requests) {
              const head = await send(t, operation, { ...request, method: "HEAD" }, actor);
              const isUsual = head.status === status && head.contentType === "application/json";
              // Other clauses judge the usual refusals of GET; what is unusual is compared with GET.
              const got = isUsual ? head : await send(t, operation, request, actor);
              same("status and type", [head.status, head.contentType], [got.status, got.contentType]);
              same("the body", head.text, "");
            }
          },
        },
      },
    ),
  );

/** Operations with a body, and bodies that are not objects. */
const withBodies = signed.filter(({ body }) => body !== null);

const NO_OBJECTS = ["[]", '[{"name":"x"}]', '"{}"', "7", "true", "0", '""'];

const OTHER_TYPES = [
  "text/json",
  "application/x-www-form-urlencoded",
  "application/jsonp",
  "application/vnd.api+json",
  "application/octet-stream",
];

const bodies = withBodies.flatMap((operation): Clause[] => {
  const { operationId } = operation;
  return defineClauses(
    { operation: operationId, answer: null, needs: needsOf(operation), leaves: leavesOf(operation) },
    {
      [`errors.no-object.${operationId}`]: {
        title: `${operationId}: a body that is an array, a string, a number or a boolean is refused`,
        provenance: ["A-01"],
        statements: ["2.error-ids"],
        async run(t) {
          const right = await rightRequest(t, operationId);
          for (const body of NO_OBJECTS)
            errorId(
              refused(await send(t, operation, { ...right, body }), 400).id,
              "invalid-data",
              `id for ${body}`,
            );
        },
      },
      [`errors.other-types.${operationId}`]: {
        title: `${operationId}: content types that only resemble application/json are refused`,
        provenance: ["A-01"],
        statements: ["2.error-ids"],
        async run(t) {
          const right = await rightRequest(t, operationId);
          for (const type of OTHER_TYPES) {
            const answer = await send(t, operation, { ...right, headers: { "content-type": type } });
            errorId(refused(answer, 415).id, "unsupported-media-type", `id for ${type}`);
          }
        },
      },
    },
  );
});

/** Objects of other accounts are refused like unknown objects (contract.md §3). */
const others = defineClauses(
  { operation: "postTestResult", answer: "404", needs: [...WALK, "second-account"], leaves: "opportunities" },
  {
    "errors.not-there.post": {
      title: "A post for another account's opportunity is refused like a post for an unknown one",
      provenance: ["A-06", "A-30"],
      statements: ["3.privacy", "7.own-account"],
      async run(t) {
        const { id, agent } = await heldOpportunity(t);
        const body = { agent_id: agent.agent_id, test_status: "PASSED", result_payload: {} };
        const unknown = t.uuid();
        const [there, none] = [
          await t.call("postTestResult", { path: { test_opportunity_id: id }, body }, "second"),
          await t.call("postTestResult", { path: { test_opportunity_id: unknown }, body }, "second"),
        ];
        same(
          "the refusal",
          { ...fields(answered(there, 404)), message: refused(there, 404).message.replaceAll(id, unknown) },
          answered(none, 404),
        );
      },
    },
    "errors.not-there.test-spec": {
      title: "Another account's Test Spec below an own product is refused like an unknown one",
      provenance: ["A-06", "A-08"],
      statements: ["3.privacy", "4.getTestSpec"],
      operation: "getTestSpec",
      async run(t) {
        const { specs } = await heldOpportunity(t);
        const own = answered<{ id: string }>(
          await t.call(
            "createProduct",
            { body: { name: t.name("product"), release: "r", snaps: [] } },
            "second",
          ),
          201,
        );
        for (const operation of ["getTestSpec", "deleteTestSpec"] as const) {
          const ask = (test_spec_id: string) =>
            t.call(operation, { path: { product_id: own.id, test_spec_id } }, "second");
          const unknown = t.uuid();
          const [there, none] = [await ask(specs[0]!.id), await ask(unknown)];
          const { id, message } = refused(there, 404);
          same("the refusal", { id, message: message.replaceAll(specs[0]!.id, unknown) }, refused(none, 404));
        }
      },
    },
  },
);

/** Which of several faults is reported and how (contract.md §2). */
export const errors: readonly Clause[] = [...order, ...methods, ...heads, ...bodies, ...others];
