import fc from "fast-check";
import { expect, it } from "vitest";
import { headersOf, rawHeader } from "./raw-headers.js";

const name = fc.constantFrom("Authorization", "authorization", "HOST", "Cookie", "x-a", "X-A", "x-b");
const value = fc.stringMatching(/^[!-~]([ -~]{0,8}[!-~])?$/);

it("a header of a socket's request is what `Headers` would give, however often it came and in whatever case", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), (pairs) => {
      const raw = pairs.flat();
      const headers = new Headers(pairs);
      expect([...headersOf(raw)]).toEqual([...headers]);
      expect(headersOf(headers)).toBe(headers);
      for (const asked of ["authorization", "host", "cookie", "x-a", "x-b", "x-c"])
        expect(rawHeader(raw, asked) ?? null).toBe(headers.get(asked));
    }),
  );
});
