import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HttpRequest } from "./http-request.js";
import { missingPython, PYTHON } from "../../testing/programs.js";
import { pythonScript, pythonString } from "./python.js";

const python = (script: string): string => execFileSync(PYTHON, ["-c", script], { encoding: "utf8" });

const missing = missingPython("json");
const leftOut = missing === undefined ? "" : ` (skipped: ${missing})`;

const request: HttpRequest = {
  method: "POST",
  url: "http://127.0.0.1:1/products",
  headers: [["Content-Type", "application/json"]],
  body: null,
};

/** The arguments that a script passes to `requests`, run without a network and without a signature. */
function handedOver(body: string): { json?: unknown; data?: string; headers?: unknown } {
  const stand = [
    "import json, sys, types",
    "def request(*args, **given):",
    "    given['data'] = given['data'].decode() if 'data' in given else None",
    "    print(json.dumps(given))",
    "    return types.SimpleNamespace(status_code='', text='')",
    "sys.modules['requests'] = types.SimpleNamespace(request=request)",
  ];
  const [line] = python([...stand, pythonScript({ ...request, body }, false)].join("\n")).split("\n");
  return JSON.parse(line!) as object;
}

describe.skipIf(missing)(`a Python string literal${leftOut}`, () => {
  it("is exactly the text, for any text", () => {
    const hard = fc.constantFrom("\\", '"', "'", "\n", "\0", "{", "\u2028");
    const unit = fc.oneof(hard, fc.string({ unit: "binary", minLength: 1, maxLength: 1 }));
    const texts = fc.array(fc.string({ unit }), { minLength: 60, maxLength: 200 });
    fc.assert(
      fc.property(texts, (given) => {
        const printed = python(`import json; print(json.dumps([${given.map(pythonString).join(", ")}]))`);
        expect(JSON.parse(printed)).toEqual(given);
      }),
      { numRuns: 4 },
    );
  });

  it("keeps a lone surrogate", () => {
    expect(JSON.parse(python(`import json; print(json.dumps(${pythonString("\ud800x")}))`))).toBe("\ud800x");
  });
});

describe.skipIf(missing)(`a Python script${leftOut}`, () => {
  it("passes JSON as a literal of the same value", () => {
    const value = { a: [1, -2.5, true, null, 'q"\n'], "b c": { d: {} } };
    expect(handedOver(JSON.stringify(value, null, 2))).toMatchObject({ json: value, data: null });
  });

  it("passes JSON as text if Python would send it in another form", () => {
    for (const body of ["{", '{"a": 1.0}', '{"a": 1, "a": 2}', "null"])
      expect(handedOver(body)).toEqual({ data: body, headers: { "Content-Type": "application/json" } });
  });

  it("contains no credentials", () => {
    const signed = pythonScript({ ...request, headers: [["Authorization", "OAuth secret"]] }, true);
    expect(signed).toContain('config.read("conf.ini")');
    expect(signed).not.toContain("OAuth secret");
  });
});
