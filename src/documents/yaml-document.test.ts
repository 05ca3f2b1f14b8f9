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
    ["size: 1\na: *b\n", ["f.yaml:2: not YAML: an alias stands for no anchor before it"]],
    [
      "\ncolor: red\n",
      [expect.stringMatching(/^f\.yaml:2: color: unknown field, perhaps you mean colour; acc/)],
    ],
    ["colour: gren\n", ['f.yaml:1: colour: got "gren", perhaps you mean green; accepted: red, green']],
    ["size: 0\n", ["f.yaml:1: size: got 0; accepted: at least 1 (in metres)"]],
    ["size: x\n", ['f.yaml:1: size: got "x"; accepted: an integer (in metres)']],
    ["either: {}\n", ["f.yaml:1: either: got an object; accepted: a or b, one of them"]],
    ["either: { a: 1, b: 1 }\n", ["f.yaml:1: either: got an object; accepted: a or b, one of them"]],
    [
      "plain: {}\n",
      [
        "f.yaml:1: plain.a: missing; this field is required",
        "f.yaml:1: plain.b: missing; this field is required",
      ],
    ],
    ["plain: { a: 1, b: 1 }\n", ["f.yaml:1: plain: got an object; accepted: one of its forms, and only one"]],
  ])("is refused where it is %j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it.each([
    "a: *hunter2",
    "a: &hunter2 [*hunter2]",
    "a: !hunter2 b",
    "a: !!hunter2 b",
    "a: !<hunter2 b",
    "a: !hunter2!b c",
    "a: !hunter2! c",
    "a: | hunter2",
    'a: "\\hunter2"',
    "%hunter2 ALL\n---\na",
    "%YAML hunter2\n---\na",
    "%TAG hunter2\n---\na",
    "a: b\nhunter2",
    "{a: b} hunter2",
    "@hunter2",
    "`hunter2`",
    "]hunter2",
    "a: [b}hunter2",
    "a: b: hunter2",
    "---\na\n---\nhunter2",
  ])("quotes nothing of what is no YAML: %j", (text) => {
    const told = problems(text).join();
    expect(told).toMatch(/^f\.yaml:\d: /);
    expect(told).not.toContain("hunter2");
  });

  it("prefers the near name with the same start", () => {
    expect(nearestName("sped", ["seed", "speed"])).toBe("speed");
    expect(nearestName("sped", ["speed", "seed"])).toBe("speed");
    expect(nearestName("xyz", ["seed"])).toBeUndefined();
  });

  it("reports the first eight problems", () => {
    expect(problems([..."abcdefghij"].map((name) => `${name}: 1\n`).join(""))).toHaveLength(8);
  });

  // Alone, the library needs minutes for each of these, or ends the process.
  it.each([
    ["unclosed lists", "[".repeat(200_000), /^f.yaml:1: not YAML: more than 500 lists and mappings inside/],
    ["lists in lists", "- ".repeat(100_000), /^f.yaml:1: not YAML: more than 500 lists and mappings inside/],
    [
      "mappings as keys",
      "? ".repeat(100_000),
      /^f.yaml:1: not YAML: more than 500 lists and mappings inside/,
    ],
    ["mappings", "{a: ".repeat(100_000), /^f.yaml:1: not YAML: more than 500 lists and mappings inside/],
    [
      "anchors with aliases",
      Array.from({ length: 60_000 }, (_, i) => `- &a${i} 1\n- *a${i}\n`).join(""),
      /^f.yaml:1001: not YAML: more than 1000 anchors and aliases/,
    ],
    [
      "aliases of aliases",
      `a0: &a0 [1, 1]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join("")}`,
      /^f.yaml:1\d: not YAML: aliases repeat more than 100000 values/,
    ],
    ["an alias in its own anchor", "a: &a [1, *a]\n", /^f.yaml:1: not YAML: an alias is inside of/],
    ["documents", "a: 1\n---\n".repeat(9), /^f.yaml:2: not YAML: there is more than one document/],
  ])("with too many %s is refused soon", (_, text, expected) => {
    expect(problems(text)).toEqual([expect.stringMatching(expected)]);
  });

  it("with many keys is read soon, and an equal one is found", () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join("");
    const { value } = parseYaml<object>(keys, "f.yaml", { what: "keys" });
    expect(Object.keys(value)).toHaveLength(20_000);
    expect(problems(`${keys}k7: 2\n`)).toEqual(["f.yaml:20001: not YAML: Map keys must be unique"]);
  });

  it("may use an alias often", () => {
    const text = `a: &a [1]\nb: [${"*a, ".repeat(500)}]\n`;
    expect(parseYaml<{ b: unknown[] }>(text, "f.yaml", { what: "lists" }).value.b[499]).toEqual([1]);
  });

  it("with many errors tells the first eight", () => {
    expect(problems("- ]\n".repeat(1000))).toHaveLength(8);
  });

  it("that cannot be read is refused", () => {
    expect(() => readYaml("none.yaml", { what: "a thing" })).toThrow("none.yaml: cannot be read: ENOENT");
  });
});
