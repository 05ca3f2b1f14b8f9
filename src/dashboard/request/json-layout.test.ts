import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { httpText } from "./http-request.js";
import { layoutJson } from "./json-layout.js";

/** JSON text without whitespace between tokens. */
const tokensOf = (text: string): string => text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");

describe("JSON that is laid out", () => {
  it("keeps every token, and is stable", () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 6 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 4 }),
        (...given) => {
          const [json, width, indent] = given;
          const text = JSON.stringify(JSON.parse(json), null, indent);
          const laid = layoutJson(text, width)!;
          expect(tokensOf(laid)).toBe(tokensOf(text));
          expect(layoutJson(laid, width)).toBe(laid);
        },
      ),
    );
  });

  it("changes no number and no escape", () => {
    const text = String.raw`{"a":1.0,"b":1e400,"c":12345678901234567890,"d":"\u00e9\/"}`;
    expect(layoutJson(text, 200)).toBe(
      String.raw`{"a": 1.0, "b": 1e400, "c": 12345678901234567890, "d": "\u00e9\/"}`,
    );
  });

  it("breaks lines that are too long", () => {
    expect(layoutJson('{"name":"x","list":[1,2]}', 18)).toBe('{\n  "name": "x",\n  "list": [1, 2]\n}');
    expect(layoutJson('{"name":"x"}', 18)).toBe('{"name": "x"}');
  });

  it("is null for text that is not JSON or too deep", () => {
    expect(layoutJson("{")).toBeNull();
    expect(layoutJson("[".repeat(300) + "]".repeat(300))).toBeNull();
  });
});

// Each level of the nesting was laid out on one line and on several, each time: seconds, and 30 MB of indents.
it("does not lay out what would grow to many times its length", { timeout: 10_000 }, () => {
  const nested = (depth: number, items: number): string =>
    `${"[".repeat(depth)}${"0,".repeat(items)}0${"]".repeat(depth)}`;
  expect(layoutJson(nested(199, 100_000))).toBeNull();
  expect(layoutJson(nested(199, 1000))).toBeNull();
  expect(layoutJson(nested(10, 1000))!.split("\n")).toHaveLength(1021);
  expect(layoutJson(JSON.stringify("x".repeat(9_000_000)))).toBeNull();
});

describe("a request as HTTP", () => {
  it("has a request line, headers and a body", () => {
    const headers = [["Content-Type", "application/json"]] as const;
    expect(httpText({ method: "POST", url: "http://h:1/a?b=c", headers, body: "{}" })).toBe(
      "POST /a?b=c HTTP/1.1\nHost: h:1\nContent-Type: application/json\n\n{}",
    );
  });
});
