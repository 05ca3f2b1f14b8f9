import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spec, validators } from "../generated/product.js";
import { compileSpec, liveValidators } from "../spec/compile.js";
import { readerOf } from "../spec/spec-reader.js";
import { predicateCompiler, withTags } from "./predicates.js";
import type { Validate } from "./violation.js";

/** Validators with the values of the document's examples that they judge. */
const judged = readerOf(spec.document).operations.flatMap(({ operationId, body, answers }) => [
  ...(body ? [{ name: `${operationId}_body`, examples: body.examples }] : []),
  ...Object.entries(answers).map(([status, { examples }]) => ({
    name: `${operationId}_${status}`,
    examples,
  })),
]);
const cases = judged
  .map(({ name, examples }) => ({ name, values: examples.map(({ value }) => value) }))
  .filter(({ name, values }) => validators[name] !== undefined && values.length > 0);

/** What may stand in place of a part of a value. */
const other = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    null,
    "",
    "edge",
    "x".repeat(201),
    "ü😀",
    0,
    -1,
    1.5,
    2 ** 31,
    [],
    {},
    [[]],
    "\u0000",
    "PASSED",
  ),
  fc.uuid(),
  fc.uuid().map((id) => [id, id]),
);
type Edit = { at: number; value: unknown; how: "put" | "remove" | "add" | "double" };
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(200),
  value: other,
  how: fc.constantFrom("put", "remove", "add", "double"),
});

/** A copy of a value with one part changed, counted from its beginning. */
function edited(value: unknown, { at, value: put, how }: Edit): unknown {
  const copy = structuredClone(value);
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node)) {
      const holder = node as Record<string, unknown>;
      places.push({ holder, key });
      visit(holder[key]);
    }
  };
  visit(copy);
  if (places.length === 0) return put;
  const { holder, key } = places[at % places.length]!;
  if (how === "put") holder[key] = put;
  else if (how === "remove" && Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (how === "remove") Reflect.deleteProperty(holder, key);
  else if (how === "double" && Array.isArray(holder)) holder.push(holder[Number(key)]);
  else holder[`${key}x`] = put;
  return copy;
}

function agrees(of: Readonly<Record<string, Validate | undefined>>): void {
  const anyCase = fc.constantFrom(...cases);
  let fitted = 0;
  let wrong = 0;
  fc.assert(
    fc.property(anyCase, fc.nat(20), fc.array(edit, { maxLength: 3 }), ({ name, values }, which, edits) => {
      const validate = of[name]!;
      const value = edits.reduce(edited, values[which % values.length]);
      const isRight = validate(value);
      if (isRight) fitted += 1;
      else wrong += 1;
      expect({ name, value, fits: validate.fits!(value) }).toEqual({ name, value, fits: isRight });
    }),
    { numRuns: 4000 },
  );
  expect(Math.min(fitted, wrong)).toBeGreaterThan(300);
}

describe("a predicate", () => {
  it("agrees with its validator about examples and what becomes of them when they are changed", () => {
    agrees(validators);
  });

  it("agrees too where the spec is compiled at the start (--spec)", async () => {
    agrees(liveValidators(await compileSpec("openapi.yaml")));
  });

  it("there is one for each validator, and it is told no places", () => {
    for (const validate of Object.values(validators)) {
      expect(validate!.fits).toBeTypeOf("function");
      expect(String(validate!.fits)).toMatch(/^function validate\d+\(data\)/);
    }
  });

  it("still knows which fields were judged where a schema asks for it", () => {
    const schema = {
      $defs: { a: { properties: { a: { type: "string" } } } },
      ...{ $ref: "#/$defs/a", unevaluatedProperties: false },
    };
    const fits = predicateCompiler({ strict: false }, schema).compile(schema);
    expect([fits({ a: "" }), fits({ a: "", b: 1 })]).toEqual([true, false]);
  });
});

describe("a choice of forms", () => {
  const form = (tag: unknown, more: object = {}) => ({
    ...{ type: "object", required: ["kind"], properties: { kind: { const: tag }, n: { type: "number" } } },
    ...more,
  });
  const tagged = (...oneOf: unknown[]) =>
    (withTags({ oneOf }, (ref) => (ref === "B" ? form("b") : undefined)) as { discriminator?: object })
      .discriminator;

  it("that one field tells apart is judged by that field", () => {
    expect(tagged(form("a"), { $ref: "B" })).toEqual({ propertyName: "kind" });
    expect(withTags([{ not: { oneOf: [form("a"), form("b")] } }], () => undefined)).toEqual([
      {
        not: {
          type: "object",
          oneOf: [form("a"), form("b")],
          discriminator: { propertyName: "kind" },
        },
      },
    ]);
  });

  it("stays as it is otherwise", () => {
    expect(tagged(form("a"), form("a"))).toBeUndefined();
    expect(tagged(form("a"), form(1))).toBeUndefined();
    expect(tagged(form("a"), form("b", { required: [] }))).toBeUndefined();
    expect(tagged(form("a"), form("b", { type: ["object", "null"] }))).toBeUndefined();
    expect(tagged(form("a"), { $ref: "C" })).toBeUndefined();
    expect(tagged(form("a"), { $ref: "B", minProperties: 1 })).toBeUndefined();
    expect(tagged({ type: "string" }, { type: "number" })).toBeUndefined();
  });
});
