import fc from "fast-check";
import { expect, it } from "vitest";
import { atOnce } from "../domain/steps.js";
import { readingDocument } from "./snapshot-text.js";

const read = (text: string): unknown => {
  const document = atOnce(readingDocument(text));
  if (document === null) return null;
  const { fields, tables } = document;
  return { ...fields, ...(tables.size > 0 ? { tables: Object.fromEntries(tables) } : {}) };
};

const record = fc.record({ id: fc.string(), more: fc.jsonValue() });
const tables = fc.dictionary(fc.string({ minLength: 1 }), fc.array(record), { minKeys: 1 });
const head = fc.dictionary(fc.string(), fc.jsonValue());

it("reads what JSON.parse reads, with any blanks", () => {
  fc.assert(
    fc.property(head, tables, fc.constantFrom(undefined, 1, "\t"), (fields, lists, indent) => {
      const document = { ...fields, tables: lists };
      const text = JSON.stringify(document, null, indent);
      expect(read(text)).toEqual(JSON.parse(text));
    }),
  );
});

it("finds each mistake that JSON.parse finds", () => {
  const document = {
    format: "f",
    version: 1,
    tables: { a: [{ id: "1" }, { id: '2"\\\\' }], b: [], c: [[], 7, null] },
  };
  const text = JSON.stringify(document);
  expect(read(text)).toEqual(document);
  for (let at = 0; at <= text.length; at++) {
    for (const change of ["", ",", '"', "}", "]", "[", "{", ":", "\\", "1", " "]) {
      for (const end of [at, at + 1]) {
        const changed = text.slice(0, at) + change + text.slice(end);
        let expected: unknown = null;
        try {
          expected = JSON.parse(changed);
        } catch {
          // It is not JSON.
        }
        if (expected === null || typeof expected !== "object" || Array.isArray(expected))
          expect([changed, read(changed)]).toEqual([changed, null]);
        else expect([changed, read(changed)]).not.toEqual([changed, null]);
      }
    }
  }
});

it("tells about how much each step dealt with", () => {
  const records = Array.from({ length: 10 }, (_, n) => ({ id: "x".repeat(1000 * n) }));
  const text = JSON.stringify({ tables: { a: records } });
  const sizes = [...readingDocument(text)];
  expect(sizes).toHaveLength(10);
  expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThan(text.length);
});

it("refuses a record that is nested too deeply to be written again", () => {
  const nested = (depth: number): string =>
    `{"tables":{"a":[{"id":"1","more":${"[".repeat(depth)}${"]".repeat(depth)}}]}}`;
  expect(read(nested(400))).not.toBeNull();
  expect(read(nested(100_000))).toBeNull();
});
