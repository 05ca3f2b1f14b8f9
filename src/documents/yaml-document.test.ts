import { describe, expect, it } from "vitest";
import { nearestName } from "../schema/nearest-name.js";
import { compileSchema } from "./compile-schema.js";
import { DocumentError, parseYaml, readYaml } from "./yaml-document.js";

const schema = compileSchema({
  type: "object",
  additionalProperties: false,
  properties: {
    colour: { enum: ["red", "green"] },
    size: { type: "integer", minimum: 1, description: "in metres." },
    either: { "x-accepted": "a or b, one of them", oneOf: [{ required: ["a"] }, { required: ["b"] }] },
    plain: { oneOf: [{ required: ["a"] }, { required: ["b"] }] },
    parts: { type: "array", items: { type: "object", properties: { name: { default: "x" } } } },
  },
});

function problems(text: string): readonly string[] {
  try {
    parseYaml(text, "f.yaml", { what: "the fields of a thing", schema });
  } catch (error) {
    if (error instanceof DocumentError) return error.problems;
    throw error;
  }
  return [];
}

describe("a YAML document", () => {
  it("gives its value with defaults filled in, and the lines of its fields", () => {
    const text = "colour: red\nparts:\n  - name: a\n  - {}\n";
    const { value, places } = parseYaml(text, "f.yaml", { what: "a thing", schema });
    expect(value).toEqual({ colour: "red", parts: [{ name: "a" }, { name: "x" }] });
    expect(places.problem(["parts", 1, "name"], "bad")).toBe("f.yaml:4: parts[1].name: bad");
    expect(places.problem(["none"], "missing")).toBe("f.yaml:1: none: missing");
    expect(parseYaml("{ any: [1] }", "f", { what: "a mapping" }).value).toEqual({ any: [1] });
  });

  it.each([
    ["", ["f.yaml:1: got an empty file; accepted: the fields of a thing"]],
    ["- 1\n", ["f.yaml:1: got [1]; accepted: the fields of a thing"]],
    ["size: 1\nsize: 2\n", ["f.yaml:2: not YAML: Map keys must be unique"]],
    ["a: *b\n", [expect.stringMatching(/^f\.yaml:1: not YAML: Unresolved alias/)]],
    [
      "\ncolor: red\n",
      [expect.stringMatching(/^f\.yaml:2: color: unknown field, perhaps you mean colour; acc/)],
    ],
    ["colour: gren\n", ['f.yaml:1: colour: got "gren", perhaps you mean green; accepted: red, green']],
    ["size: 0\n", ["f.yaml:1: size: got 0; accepted: at least 1 (in metres)"]],
    ["size: x\n", ['f.yaml:1: size: got "x"; accepted: an integer (in metres)']],
    ["either: {}\n", ["f.yaml:1: either: got {}; accepted: a or b, one of them"]],
    ["either: { a: 1, b: 1 }\n", ['f.yaml:1: either: got {"a":1,"b":1}; accepted: a or b, one of them']],
    [
      "plain: {}\n",
      [
        "f.yaml:1: plain.a: missing; this field is required",
        "f.yaml:1: plain.b: missing; this field is required",
      ],
    ],
    [
      "plain: { a: 1, b: 1 }\n",
      ['f.yaml:1: plain: got {"a":1,"b":1}; accepted: one of its forms, and only one'],
    ],
  ])("is refused where it is %j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it("prefers the near name with the same start", () => {
    expect(nearestName("sped", ["seed", "speed"])).toBe("speed");
    expect(nearestName("sped", ["speed", "seed"])).toBe("speed");
    expect(nearestName("xyz", ["seed"])).toBeUndefined();
  });

  it("reports the first eight problems", () => {
    expect(problems([..."abcdefghij"].map((name) => `${name}: 1\n`).join(""))).toHaveLength(8);
  });

  it("that cannot be read is refused", () => {
    expect(() => readYaml("none.yaml", { what: "a thing" })).toThrow("none.yaml: cannot be read: ENOENT");
  });
});
