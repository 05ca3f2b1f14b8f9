import { expect, it } from "vitest";
import { same } from "./expect.js";

function told(got: unknown, expected: unknown): string {
  try {
    same("the context", got, expected);
  } catch (error) {
    return (error as Error).message;
  }
  return "the same";
}

it("a comparison tells only what differs", () => {
  const context = {
    channel: "edge",
    base_channel: null,
    snaps: [{ name: "a", revision: 1 }],
    of: { a: 1, b: 2 },
  };
  expect(told({ ...context }, context)).toBe("the same");
  expect(told({ ...context, base_channel: "edge" }, context)).toBe(
    'expected the context, base_channel, to be null; got "edge"',
  );
  expect(told({ ...context, of: { a: 1, b: 3 } }, context)).toBe(
    "expected the context, of.b, to be 2; got 3",
  );
  expect(told({ ...context, channel: 1, of: null }, context)).toBe(
    'expected the context to be {"channel":"edge","of":{"a":1,"b":2}}; got {"channel":1,"of":null}',
  );
  expect(told({ channel: "edge" }, { channel: "edge", of: 1 })).toBe(
    'expected the context to be {"channel":"edge","of":1}; got {"channel":"edge"}',
  );
  expect(told([1, 2], [1])).toBe("expected the context to be [1]; got [1,2]");
});

it("a comparison of long lists tells what one has otherwise", () => {
  const ids = Array.from({ length: 40 }, (_, at) => `opportunity ${at + 1}`);
  const of = (got: unknown): string => told(got, ids).replace(/^.*; got /, "");
  expect(of(ids.toReversed())).toBe("the same 40 in reverse order");
  const [first, second, ...rest] = ids;
  expect(of([second, first, ...rest])).toMatch(
    /^the same 40 in another order: by their places 2, 1, 3, .* \.\.\.$/,
  );
  expect(of(ids.slice(1))).toBe('39 instead of 40, without ["opportunity 1"]');
  expect(of([...ids, "opportunity 7"])).toBe('41 instead of 40, with ["opportunity 7"]');
  expect(of(["another", ...ids.slice(1)])).toBe(
    '40 instead of 40, without ["opportunity 1"], with ["another"]',
  );
  expect(of([])).toMatch(/^0 instead of 40, without \["opportunity 1",/);
  expect(of("text")).toBe('"text"');
});

it("a comparison of long lists ignores the order of fields", () => {
  const events = Array.from({ length: 40 }, (_, at) => ({ id: at, of: { name: "an event", at } }));
  const got = events.map(({ id, of: { name, at } }) => ({ of: { at, name }, id }));
  expect(told([...got, { id: 7 }], events)).toMatch(/; got 41 instead of 40, with \[\{"id":7\}\]$/);
});

it("a comparison of secrets shows none", () => {
  const token = { token_name: "a", token_secret: "fa3a6180764838c8" };
  const text = told({ ...token, token_secret: "85cf69a93a43466e" }, token);
  expect(text).toBe("expected the context, token_secret, to be as before; got another value");
});
