import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { pointerBelow } from "../schema/field-path.js";
import { valueAt as valueIn } from "./document.js";

type Node = Record<string, unknown>;

interface Example {
  /** Where it is, for the test's name. */
  at: string;
  /** JSON pointer of its schema. */
  schema: string;
  value: unknown;
}

const document = parse(readFileSync("openapi.yaml", "utf8")) as Node;
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
ajv.addSchema(document, "openapi");
const examples = [...examplesIn(document, "#")];

describe("the examples of openapi.yaml", () => {
  it.each(examples)("$at fits its schema", ({ schema, value }) => {
    const validate = ajv.compile({ $ref: `openapi${schema}` });
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
  });

  it("is refused where an answer is not exactly what the schema says", () => {
    const validate = ajv.compile({ $ref: "openapi#/components/schemas/Product" });
    const product = valueAt("#/components/examples/Product/value") as Node;
    expect(validate(product)).toBe(true);
    expect(validate({ ...product, colour: "red" })).toBe(false);
    expect(validate({ ...product, created_at: "2016-01-04T17:34:39.093142+00:00" })).toBe(false);
  });

  it("are on every parameter, request body and answer that has a body", () => {
    expect(
      placesWithSchema(document, "#").filter(({ node }) => !node["examples"] && !node["example"]),
    ).toEqual([]);
  });
});

/** What the documents show, as values of the examples at these places. */
const FACTS: [source: string, at: string, values: unknown[]][] = [
  [
    "D 253-258",
    "createProduct 201",
    ["test-snap.foo", "15.04-core", "test-product.foo", "2016-01-04T17:34:39.093142"],
  ],
  ["L 260", "createProduct 201", ["test-product.e2e"]],
  ["D 735-738", "advertiseImage body", ["DEADBEEF_83451039", "edge", "http://foo.com/bar"]],
  ["D 760", "advertiseImage 201", ["DEADBEEF_83451039"]],
  ["D 810-812", "advertiseSnap body", [{ name: "test-snap.foo", revision: 2, channel: "edge" }]],
  [
    "D 872-886",
    "advertiseGoldMaster body",
    [
      {
        snaps: [
          { name: "pi2.canonical", revision: 1 },
          { name: "webdm.canonical", revision: 1 },
          { name: "test-snap.foo", revision: 1 },
        ],
        channel: "stable",
      },
    ],
  ],
  [
    "D 963-971",
    "listTestEvents 200",
    [
      { event_type: "QUEUED_FOR_AGENTS", timestamp: "2016-01-04T16:58:28.805000+00:00" },
      {
        event_type: "PICKED_BY_AGENT",
        timestamp: "2016-01-04T16:58:33.185000+00:00",
        agent_id: "foo-agent-id",
        platform: null,
        agent_group: null,
      },
    ],
  ],
  [
    "D 980-991",
    "listTestEvents 200",
    [
      "2016-01-04T16:58:33.734000+00:00",
      "2016-01-04T16:58:33.764000+00:00",
      "2016-01-04T16:58:33.825000+00:00",
      "RESULT_POSTED",
      "RESULT_STORED",
    ],
  ],
  ["D 1068", "parameter StoredFrom", ["20150826T00:00:00"]],
  ["D 1068", "parameter StoredBefore", ["20150826T04:00:00"]],
  ["D 1098-1099", "parameter StoredFrom", ["20150914 17:51:31", "20150914 175131 Z"]],
  ["D 1074-1080", "answer TestResults", ["PASSED", "197", "test-snap.foo", "stable", null]],
  ["D 1144-1148", "answer TestResults", ["foo-agent-id", { foo: "bar" }]],
  [
    "L 743-748",
    "legacyAdvertiseImage body",
    [
      {
        image_reference: "http://foo.bar",
        image_unique_id: "some unique_id",
        image_name: "my_image",
        upgrade_snaps: [],
      },
    ],
  ],
  ["L 765-770", "legacyAdvertiseImage body", ["fooo", "imgname"]],
  ["L 774", "legacyAdvertiseImage 201", [{ ids: ["99787105-911f-4e23-bded-b0b8253aee11"] }]],
  [
    "L 755-759",
    "answer LegacyNoTestSpec",
    [{ id: "resource-not-found", message: "Couldn't find a Spec for image name 'my_image'", url: null }],
  ],
  ["L 849-853", "answer LegacySnapNotMatched", [{ id: "resource-not-found", message: "", url: null }]],
  [
    "L 849-853, carried over",
    "answer SnapNotMatched",
    [{ id: "resource-not-found", message: "", url: null }],
  ],
  ["L 860-863", "legacyAdvertiseSnap body", [{ name: "hello.world", revision: 123 }]],
  [
    "L 934-974",
    "legacyListTestEvents 200",
    [
      "e2e-org",
      "e2e-imgf151a8cd9081404db54ed1d8dab1e140",
      "2015-09-17T12:13:03.288000+00:00",
      "2015-09-17T12:13:06.291000+00:00",
      "2015-09-17T12:13:06.734000+00:00",
      "2015-09-17T12:13:06.745000+00:00",
      "2015-09-17T12:13:06.799000+00:00",
      ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"],
      "e2e-group",
      "e2e-id",
      "amd64",
      "e2e-spec_13691451",
    ],
  ],
  [
    "L 1058-1074",
    "legacyListTestResults 200",
    [
      "e2e-spec_70600150",
      "e2e-img",
      "2015-08-26T00:00:20.297477",
      "{'foo': 'bar'}",
      "docs-org",
      "http://foo.com/bar",
      { timing: { setup_start: "2015-08-26T00:00:22.651078" } },
    ],
  ],
  ["L 1144-1147", "legacyListTestResults 200", ["e2e-id", { foo: "bar" }]],
];

describe("what the documents show", () => {
  it.each(FACTS)("%s is in the examples of %s", (_, at, values) => {
    const found = examples
      .filter((example) => example.at.startsWith(`${at} `))
      .flatMap(({ value }) => [...within(value)]);
    for (const value of values) expect(found).toContainEqual(value);
  });
});

/** A value and everything in it. */
function* within(value: unknown): Generator {
  yield value;
  if (typeof value === "object" && value !== null)
    for (const part of Object.values(value)) yield* within(part);
}

function* examplesIn(root: Node, pointer: string): Generator<Example> {
  for (const { node, pointer: at } of placesWithSchema(root, pointer)) {
    const all = Object.entries((node["examples"] ?? {}) as Record<string, Node>);
    for (const [name, example] of all) {
      const { value } = typeof example["$ref"] === "string" ? (valueAt(example["$ref"]) as Node) : example;
      yield { at: `${label(at)} ${name}`, schema: `${at}/schema`, value };
    }
    if ("example" in node)
      yield { at: `${label(at)} example`, schema: `${at}/schema`, value: node["example"] };
  }
}

/** Parameters and media types: what has a schema and may have examples. Headers have none. */
function placesWithSchema(node: unknown, pointer: string): { node: Node; pointer: string }[] {
  if (typeof node !== "object" || node === null) return [];
  const here = "schema" in node && !pointer.includes("/headers/") ? [{ node: node as Node, pointer }] : [];
  const inside = Object.entries(node)
    .filter(([key]) => !["schemas", "examples", "example", "schema"].includes(key))
    .flatMap(([key, value]) => placesWithSchema(value, pointerBelow(pointer, key)));
  return [...here, ...inside];
}

/** `advertiseSnap body`, `advertiseSnap 201`, `parameter OrgId`, `answer Conflict`. */
function label(pointer: string): string {
  const [, root, second = "", third = "", part = "", status = ""] = pointer.split("/");
  if (root === "components") return `${second === "parameters" ? "parameter" : "answer"} ${third}`;
  const operation = valueAt(`#/paths/${second}/${third}`) as Node;
  return `${String(operation["operationId"])} ${part === "requestBody" ? "body" : status}`;
}

function valueAt(pointer: string): unknown {
  return valueIn(document, pointer);
}
