import fc from "fast-check";
import { expect, it } from "vitest";
import { atOnce } from "../domain/steps.js";
import { readingDocument } from "./snapshot-text.js";

const read = (text: string | string[]): unknown => {
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

it("reads the same in pieces, wherever they end", () => {
  const document = {
    format: "f",
    n: 12.5,
    tables: { a: [{ id: '1"\\' }, 7, true, "x"], b: [], c: [[]] },
    end: -1,
  };
  const text = JSON.stringify(document, null, 1);
  for (let length = 1; length <= text.length; length++) {
    const pieces = Array.from({ length: Math.ceil(text.length / length) }, (_, n) =>
      text.slice(n * length, (n + 1) * length),
    );
    expect([length, read(pieces)]).toEqual([length, document]);
    expect([length, read(pieces.slice(0, -1))]).toEqual([length, null]);
  }
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
          expect([changed, read(changed), read([...changed])]).toEqual([changed, null, null]);
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

it("reads no more of the pieces than it needs", () => {
  let read = 0;
  const pieces = function* (): Generator<string> {
    yield '{"tables":{"a":[';
    for (let n = 0; n < 100; n++) {
      read += 1;
      yield `${n === 0 ? "" : ","}{"id":"${n}"}`;
    }
    yield "]}}";
  };
  const steps = readingDocument(pieces());
  for (let n = 1; n <= 100; n++) {
    expect(steps.next().done).toBe(false);
    expect(read).toBeLessThanOrEqual(n + 1);
  }
});
