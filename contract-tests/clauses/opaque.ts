import type { Clause, ClauseContext, TestSpecBody } from "./clause.js";
import { oncePerRun } from "../run/once-per-run.js";
import type { TestSpec } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";
import { advertise, type Trigger } from "./support/trigger.js";
import { type Walk, walk } from "./support/walk.js";

/** JSON values that a server might change when it parses, cleans, converts or stores them. */
const VALUES: Readonly<Record<string, unknown>> = {
  zero: 0,
  true: true,
  "largest-integer": 9007199254740991,
  "smallest-integer": -9007199254740991,
  "large-exponent": 1e21,
  "largest-number": 1.7976931348623157e308,
  "smallest-fraction": 5e-324,
  "long-fraction": 0.30000000000000004,
  "text-of-an-object": '{"a": 1}',
  "text-of-a-list": "[1, 2]",
  "text-of-a-number": "007",
  "text-of-an-exponent": "1e3",
  "text-of-true": "true",
  "text-of-null": "null",
  "text-of-a-time": "2016-01-04T17:34:39.093142",
  "text-of-a-day": "20160104",
  "text-of-a-uuid": "3C1DE0A4-6D2F-4F0B-9A52-1B7C06F0E6D1",
  blanks: "  a  b\t\r\n ",
  markup: '<b class="x">&amp;</b><!-- -->',
  percent: "a%2Fb%25+c d?e&f=g#h",
  composed: "\u00e9 \u00c5 \ufb01",
  decomposed: "e\u0301 A\u030a",
  "outside-the-basic-plane": "\u{1f6f0}\u{20000}",
  "line-separators": "a\u2028b\u2029c\ufeffd\u007fe",
  "list-of-empty-things": [null, false, 0, "", [], {}, [[]], [{}]],
  "same-entries": [1, 1, "a", "a", null, null],
  "unsorted-list": [3, 1, 2, "b", "a", 10, 9],
  "members-of-nothing": { null: null, empty: {}, list: [], text: "" },
  "inherited-names": JSON.parse('{"__proto__": {"x": 1}, "constructor": "c", "toString": null}') as unknown,
  "names-of-digits": { "10": "a", "9": "b", "01": "c", "-1": "d" },
  "names-alike": { a: 1, A: 2, " a": 3, "a ": 4, "\u00e9": 5, "e\u0301": 6, "": 7, "a.b": 8, a_b: 9 },
  deep: JSON.parse(`${'{"a":['.repeat(20)}"bottom"${"]}".repeat(20)}`) as unknown,
  "long-text": "0123456789abcdef".repeat(1250),
  "long-list": Array.from({ length: 300 }, (_, n) => n),
};

/** A finished opportunity with one value at every opaque place. */
function carrying(t: ClauseContext, name: string, value: unknown): Promise<Walk> {
  return oncePerRun(t, `opaque.${name}`, async () => {
    const product = await t.make.product();
    const platform = t.make.platform();
    const spec = await t.make.testSpec(product.id, { platform, test_payload: value });
    const body = { image_unique_id: t.uuid(), image_reference: value, extra_snaps: [value] };
    const ids = await advertise(t, "image", product.id, body);
    const made: Trigger = { ...carried(value, platform), kind: "image", product, specs: [spec], body, ids };
    return walk(t, made, { result_payload: { value } });
  });
}

const carried = (value: unknown, platform: string): Pick<Trigger, "before" | "context"> => ({
  before: [],
  context: {
    ...{ image_reference: value, extra_snaps: [value], snaps: [], channel: null, platform },
    ...{ primary_snap_name: null, base_channel: null, update_channel: null },
  },
});

/** A place where a value is sent, with the places that show it and their sources. */
interface Place {
  name: string;
  what: string;
  operation: string;
  provenance: readonly string[];
  statement: string;
  /** @throws Mismatch if one of the places shows another value */
  compare(t: ClauseContext, walked: Walk, value: unknown): void | Promise<void>;
}

const PLACES: readonly Place[] = [
  {
    name: "image-reference",
    what: "An image_reference",
    operation: "advertiseImage",
    provenance: ["D 704-716", "A-15", "A-21"],
    statement: "4.image-reference-opaque",
    compare(_, { log, picked, result }, value) {
      same("image_reference in the result", result.image_reference, value, ["D 704-716"]);
      same("image_reference in the log", log.test_opportunity?.image_reference, value, ["A-15"]);
      same("image_reference that the agent gets", picked.image_reference, value, ["A-21"]);
    },
  },
  {
    name: "extra-snaps",
    what: "An entry of extra_snaps",
    operation: "advertiseImage",
    provenance: ["A-14"],
    statement: "4.image-extras",
    compare(_, { log, picked, result }, value) {
      same("extra_snaps in the result", result.extra_snaps, [value]);
      same("extra_snaps in the log", log.test_opportunity?.extra_snaps, [value], ["A-14", "A-15"]);
      same("extra_snaps that the agent gets", picked.extra_snaps, [value]);
    },
  },
  {
    name: "test-payload",
    what: "A test_payload",
    operation: "getTestSpec",
    provenance: ["L 1064", "A-08", "A-19", "A-21"],
    statement: "4.test-payload",
    async compare(t, { product, specs, picked, result }, value) {
      const path = { product_id: product.id, test_spec_id: specs[0]!.id };
      const read = answered<TestSpec>(await t.call("getTestSpec", { path }), 200);
      same("test_payload in the answer", (specs[0] as TestSpecBody).test_payload, value, ["A-08"]);
      same("test_payload of the Test Spec", read.test_payload, value, ["A-08"]);
      same("test_payload that the agent gets", picked.test_payload, value, ["A-21"]);
      same("test_payload in the result", fields(result.test_spec)["test_payload"], value, ["A-19"]);
    },
  },
  {
    name: "result-payload",
    what: "A value in a result_payload",
    operation: "listTestResults",
    provenance: ["D 1147-1148"],
    statement: "6.result",
    compare(_, { result }, value) {
      same("result_payload", result.result_payload, { value });
    },
  },
];

/** Opaque values come back unchanged, whatever JSON they are (contract.md §4, §6, §7). */
export const opaque: readonly Clause[] = PLACES.flatMap((place) =>
  Object.entries(VALUES).flatMap(([name, value]) =>
    defineClauses(
      { operation: place.operation, answer: null, needs: WALK, leaves: "opportunities" },
      {
        [`opaque.${place.name}.${name}`]: {
          title: `${place.what} comes back unchanged: ${name.replaceAll("-", " ")}`,
          provenance: place.provenance,
          statements: [place.statement],
          run: async (t) => place.compare(t, await carrying(t, name, value), value),
        },
      },
    ),
  ),
);
