import fc from "fast-check";
import { getQueryParams } from "hono/utils/url";
import { expect, it } from "vitest";
import { readQuery } from "./validate-request.js";

const text = fc.stringMatching(/^[a-z_0-9.~%+=&?#A-Z/-]{0,8}$/);
const plain = fc.stringMatching(/^[a-z_]{1,6}=[\w.~-]{0,6}$/);
const nearlyPlain = fc.stringMatching(/^[a-z_%]{1,4}=[\w.~%+=#-]{0,6}$/);
const one = fc.oneof(plain, nearlyPlain, text);
const query = fc.oneof(
  one,
  fc.array(one, { maxLength: 4 }).map((all) => all.join("&")),
);

it("a query is read as Hono reads it, also where it has one plain parameter", () => {
  fc.assert(
    fc.property(query, fc.constantFrom("", "?"), (parameters, mark) => {
      const url = `http://127.0.0.1:7740/products/a${mark}${parameters}`;
      const expected = Object.entries(getQueryParams(url) as Record<string, string[]>);
      const read = readQuery(url);
      const twice = expected.find(([, all]) => all.length > 1)?.[0];
      if (twice !== undefined) expect(read).toMatchObject({ problem: { id: "invalid-data" } });
      else
        expect(read).toEqual({ values: Object.fromEntries(expected.map(([name, [only]]) => [name, only])) });
    }),
    { numRuns: 1000 },
  );
});

it("a parameter may have any name", () => {
  const read = readQuery("http://127.0.0.1/?__proto__=a") as { values: object };
  expect(Object.entries(read.values)).toEqual([["__proto__", "a"]]);
});
