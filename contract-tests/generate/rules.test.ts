import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contractSpec as spec } from "../run/contract-spec.js";
import { bodyOf, type PlainRequest, withBody } from "./plain-request.js";
import { requestRules } from "./rules.js";

const rules = requestRules(spec);

/** The documented examples of an operation's requests, in one form of body. */
function examples(operationId: string, form: number): PlainRequest[] {
  const { method, parameters, body } = spec.reader.operation(operationId);
  const path = parameters
    .filter((parameter) => parameter.in === "path")
    .map(({ name, examples: [first] }) => [name, String(first!.value)] as const);
  const query = parameters
    .filter((parameter) => parameter.in === "query")
    .map(({ name, examples: [first] }) => [name, String(first!.value)] as const);
  const bare = {
    method: method.toUpperCase(),
    path: Object.fromEntries(path),
    query,
    headers: {},
    body: null,
  };
  if (!body) return [bare];
  const required = body.schema.forms[form]?.required ?? [];
  return body.examples
    .filter(({ value }) => required.every((name) => Object.hasOwn(value as object, name)))
    .map(({ value }) => withBody({ ...bare, headers: { "content-type": "application/json" } }, value));
}

/** The judgement of a server that follows the spec, as far as schemas can express it. */
function isRight(operationId: string, request: PlainRequest): boolean {
  const { method, body } = spec.operation(operationId);
  const repeated = new Set(request.query.map(([name]) => name)).size < request.query.length;
  const size = Buffer.byteLength(request.body ?? "");
  return (
    request.method === method.toUpperCase() &&
    spec.validators[`${operationId}_path`]!(request.path) &&
    spec.validators[`${operationId}_query`]!(Object.fromEntries(request.query)) &&
    !repeated &&
    (body === null ||
      (request.headers["content-type"] === "application/json" &&
        size <= body.maxBytes &&
        !/12345678901234567890|1e400|\[{101}/.test(request.body ?? "") &&
        spec.validators[`${operationId}_body`]!(bodyOf(request))))
  );
}

describe("the rules of requests", () => {
  it("are many, and each has a unique name", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(250);
    expect(rules.every(({ provenance }) => provenance.length > 0)).toBe(true);
  });

  it.each(rules.filter(({ id }) => !id.endsWith(".date")).map((rule) => [rule.id, rule] as const))(
    "%s: a broken request is wrong, a repaired one is correct, a correct one does not change",
    (_, rule) => {
      const right = examples(rule.operation, rule.form);
      expect(right.length).toBeGreaterThan(0);
      for (const request of right) {
        expect(isRight(rule.operation, request)).toBe(true);
        expect(rule.repair(request)).toEqual(request);
        const broken = rule.break(request);
        expect(isRight(rule.operation, broken)).toBe(false);
        const repaired = rule.repair(broken);
        expect(isRight(rule.operation, repaired)).toBe(true);
        expect(rule.repair(repaired)).toEqual(repaired);
      }
    },
  );

  it("do not change requests of another form of the body or of another rule", () => {
    const pairs = fc.tuple(fc.constantFrom(...rules), fc.constantFrom(...rules));
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        fc.pre(one.operation === other.operation && one.place !== other.place && one.kind !== "json");
        for (const request of examples(one.operation, one.form))
          expect(other.repair(request)).toEqual(request);
      }),
      { numRuns: 2000 },
    );
  });
});
