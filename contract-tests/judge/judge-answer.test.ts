import fc from "fast-check";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { judge } from "../../src/schema/violation.js";
import { inWords } from "../../src/schema/words.js";
import type { Answer } from "../target/answer.js";
import { contractSpec as spec } from "../run/contract-spec.js";
import { judgeAnswer, judgeUnmatched } from "./judge-answer.js";
import { Mismatch, ServerFailure } from "./mismatch.js";

const JSON_TYPE = { "content-type": "application/json" };

function answer(status: number, body: unknown, headers: Record<string, string> = JSON_TYPE): Answer {
  const text = body === undefined ? "" : JSON.stringify(body);
  const contentType = headers["content-type"] ?? "";
  return { status, headers, text, json: body, contentType, exchange: { operation: null } as never };
}

function mismatch(judge: () => void): { message: string; by: readonly string[] | undefined } | null {
  try {
    judge();
    return null;
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    return { message: error.message, by: error.grounds };
  }
}

const product = {
  id: "3c1de0a4-6d2f-4f0b-9a52-1b7c06f0e6d1",
  name: "test-product.foo",
  release: "15.04-core",
  snaps: ["test-snap.foo"],
  created_at: "2016-01-04T17:34:39.093142",
};
const judged = (body: unknown, headers?: Record<string, string>) =>
  mismatch(() => judgeAnswer(spec, "getProduct", "200", answer(200, body, headers)));
const refused = (status: number, body: unknown, headers = JSON_TYPE) =>
  mismatch(() => judgeAnswer(spec, "getProduct", String(status), answer(status, body, headers)));

describe("an answer", () => {
  it("that conforms to the spec passes", () => {
    expect(judged(product)).toBeNull();
    expect(judged({ ...product, colour: 1 })).toBeNull();
    expect(refused(404, { id: "resource-not-found", message: "", url: null })).toBeNull();
  });

  it.each([
    [
      { ...product, id: "7" },
      'expected id: a UUID such as 99787105-911f-4e23-bded-b0b8253aee11; got id: "7"',
      ["D 257", "A-07"],
    ],
    [{ ...product, name: null }, "expected name: a string; got name: null", ["D 256", "A-07"]],
    [
      { ...product, snaps: ["a.b", 1] },
      "expected snaps[1]: a string; got snaps[1]: 1",
      ["D 792", "D 810", "D 874", "L 822", "A-07"],
    ],
    [
      { ...product, created_at: "2016-01-04T17:34:39Z" },
      expect.stringContaining("six digits, no offset"),
      ["D 258", "A-07"],
    ],
    [{ data: product }, expect.stringMatching(/id: the field; name: the field/), expect.anything()],
  ])("with a wrong field is reported with the path and the sources of the field", (body, message, by) => {
    expect(judged(body)).toEqual({ message, by });
  });

  it("with a wrong status, content type or header is reported", () => {
    expect(mismatch(() => judgeAnswer(spec, "getProduct", "200", answer(202, { oops: 1 })))).toEqual({
      message: 'expected status 200; got status 202: {"oops":1}',
      by: undefined,
    });
    expect(() => judgeAnswer(spec, "getProduct", "200", answer(500, { oops: 1 }))).toThrow(ServerFailure);
    expect(judged(product, { "content-type": "text/html" })?.message).toContain("Content-Type: text/html");
    const error = { id: "unauthorized", message: "no", url: null };
    expect(refused(401, error)).toEqual({
      message: "expected WWW-Authenticate: the header; got WWW-Authenticate: none",
      by: ["A-05", "A-07", "A-01"],
    });
    expect(
      refused(429, { ...error, id: "too-many-requests" }, { ...JSON_TYPE, "retry-after": "soon" } as never)
        ?.by,
    ).toEqual(["D 138", "A-02", "A-07", "A-01"]);
    const gone = mismatch(() => judgeAnswer(spec, "deleteProduct", "204", answer(204, {})));
    expect(gone?.message).toContain("no body");
  });

  it("with another id of an error refutes A-01, or the grounds of the refusal", () => {
    expect(refused(400, { id: "bad-request", message: "no", url: null })?.by).toEqual(["A-01", "A-07"]);
    const by = ["L 756", "L 850", "A-07", "A-06"];
    expect(refused(404, { id: "not-found", message: "no", url: null })?.by).toEqual(by);
    const patch = { id: "method-not-allowed", message: "no", url: null };
    expect(mismatch(() => judgeUnmatched(spec, "405", answer(405, patch)))?.message).toContain("Allow");
  });

  it("reports violations of documents before refuted assumptions", () => {
    const listed = EXAMPLES.find(({ operationId }) => operationId === "listTestResults")!.value;
    const [first] = (listed as { test_results: object[] }).test_results;
    const body = { test_results: [{ ...first, id: 7, agent: 7 }] };
    const found = mismatch(() => judgeAnswer(spec, "listTestResults", "200", answer(200, body)));
    expect(found?.message).toMatch(/^expected test_results\[0\]\.id: [^;]*; got test_results\[0\]\.id: 7$/);
    expect(found?.by?.some((statement) => statement.startsWith("A-"))).toBe(false);
  });
});

/** Every example of an answer in the document. */
const EXAMPLES = spec.reader.operations.flatMap(({ operationId, answers }) =>
  Object.entries(answers).flatMap(([status, { schema, examples }]) =>
    examples.map(({ value }) => ({ operationId, status, schema: schema!, value })),
  ),
);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(JSON.parse(JSON.stringify(spec.document).replaceAll('"#/', '"openapi#/')) as object, "openapi");
const plainly = (source: object, value: unknown): boolean =>
  ajv.validate(JSON.parse(JSON.stringify(source).replaceAll('"#/', '"openapi#/')) as object, value);

describe("the violations of a value", () => {
  it("are those that Ajv finds, and have a place in the document, for random changes of examples", () => {
    const spoil = fc.tuple(fc.constantFrom(...EXAMPLES), fc.infiniteStream(fc.nat()), fc.jsonValue());
    fc.assert(
      fc.property(spoil, ([{ operationId, status, schema, value }, choices, other]) => {
        const spoiled = spoilAt(value, choices, other);
        const violations = judge(spec.validators[`${operationId}_${status}`]!, spoiled);
        expect(violations.length === 0).toBe(plainly(schema.source, spoiled));
        for (const violation of violations) {
          expect(schema.broken(violation).provenance).not.toEqual([]);
          expect(inWords(violation).accepted).not.toBe("");
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Replaces or removes a random part. */
function spoilAt(value: unknown, choices: Iterator<number>, other: unknown): unknown {
  const choice = (choices.next() as { value: number }).value;
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 || choice % 7 === 0) return other;
  const key = keys[choice % keys.length]!;
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === key ? spoilAt(item, choices, other) : item));
  }
  const fields = value as Record<string, unknown>;
  if (choice % 5 === 0) return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));
  return { ...fields, [key]: spoilAt(fields[key], choices, other) };
}
