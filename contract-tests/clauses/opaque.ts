import type { Clause, ClauseContext, TestSpecBody } from "./clause.js";
import { oncePerRun } from "../run/once-per-run.js";
import { isObject } from "../../src/schema/json-type.js";
import type { TestSpec } from "./support/bodies.js";
import { pickOne, posted } from "./support/agent.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, filled, list, same } from "./support/expect.js";
import { testResults } from "./support/read.js";
import { advertise, trigger, type Trigger } from "./support/trigger.js";
import { agentFor, type Walk, walk } from "./support/walk.js";

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
  deep: JSON.parse(`${'{"a":['.repeat(45)}"bottom"${"]}".repeat(45)}`) as unknown,
  "long-names": { ["n".repeat(300)]: 1, ["\u00e9".repeat(1100)]: { ["n".repeat(301)]: 2 } },
  templates: "{product} {{name}} ${" + "HOME} $HOME %s %(name)s %PATH% #{1+1} <%= 1 %> {0} \\1 :name @name",
  "direction-and-joiners": "a\u200fb\u200dc\u202ed\u2066e\u00adf",
  "control-characters": "a\u0000b\u0001c\u001fd",
  "names-of-databases": {
    ...{ $set: 1, $where: "x", _id: "y", __v: 0, "a.$.b": 2, "@type": 3, "#text": 4, id: 5, ID: 6 },
    nested: { $ne: null, _id: 7, "a.b": 8, "": 9 },
  },
  "names-of-a-kit": { output: "o", log: "l", summary: "s", results: {}, device: "d", exit_code: 0 },
  "named-twice": [
    { name: "a.b", revision: 1, developer: "c", channel: null },
    { name: "a.b", revision: 1 },
    { revision: 1, name: "a.b" },
    ...["a.b", "a.b", null, null],
  ],
  "long-text": "0123456789abcdef".repeat(4400),
  "long-list": Array.from({ length: 300 }, (_, n) => n),
};

const AT = "2015-08-26T00:00:22.651078";

/** A finished opportunity with one value at every opaque place. */
function carrying(t: ClauseContext, name: string, value: unknown): Promise<Walk> {
  return oncePerRun(t, `opaque.${name}`, async () => {
    const product = await t.make.product();
    const platform = t.make.platform();
    const spec = await t.make.testSpec(product.id, { platform, test_payload: value });
    const body = { image_unique_id: t.uuid(), image_reference: value, extra_snaps: asList(value) };
    const ids = await advertise(t, "image", product.id, body);
    const made: Trigger = { ...carried(value, platform), kind: "image", product, specs: [spec], body, ids };
    return walk(t, made, { result_payload: asObject(value) });
  });
}

/** A value where only a list is allowed, and where only an object is. */
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);
const asObject = (value: unknown): Record<string, unknown> => (isObject(value) ? value : { value });

const carried = (value: unknown, platform: string): Pick<Trigger, "before" | "context"> => ({
  before: [],
  context: {
    ...{ image_reference: value, extra_snaps: asList(value), snaps: [], channel: null, platform },
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
    what: "A value in extra_snaps",
    operation: "advertiseImage",
    provenance: ["A-14"],
    statement: "4.image-extras",
    compare(_, { log, picked, result }, value) {
      const sent = asList(value);
      same("extra_snaps in the result", result.extra_snaps, sent);
      same("extra_snaps in the log", log.test_opportunity?.extra_snaps, sent, ["A-14", "A-15"]);
      same("extra_snaps that the agent gets", picked.extra_snaps, sent);
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
      same("result_payload", result.result_payload, asObject(value));
    },
  },
];

/** Times of an agent; their names are free (contract.md §7). */
const TIMINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  empty: {},
  names: JSON.parse(
    `{"b": "${AT}", "a": "${AT}", "10": "${AT}", "9": "${AT}", "": "${AT}", " a ": "${AT}", "A": "${AT}", "a.b": "${AT}",
      "$set": "${AT}", "_id": "${AT}", "__proto__": "${AT}", "constructor": "${AT}", "\\u00e9": "${AT}", "e\\u0301": "${AT}",
      "timing": "${AT}", "<b>": "${AT}", "a/b%20c+d": "${AT}"}`,
  ) as Record<string, string>,
  "long-names": { ["n".repeat(300)]: AT, [`${"n".repeat(300)}m`]: AT, ["\u00e9".repeat(300)]: AT },
  times: {
    late: "2106-02-07T06:28:16.000001",
    early: "1970-01-01T00:00:00.000000",
    "leap-day": "2000-02-29T23:59:59.999999",
    "end-before-setup": "2015-08-26T00:00:21.000000",
    setup_start: "2015-08-26T00:00:22.651078",
    setup_start_again: "2015-08-26T00:00:22.651078",
    zeros: "2015-08-26T00:00:22.650000",
  },
};

const timings = Object.entries(TIMINGS).flatMap(([name, timing]) =>
  defineClauses(
    { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      [`opaque.timing.${name}`]: {
        title: `An agent's timing comes back unchanged, with its own names and times: ${name}`,
        provenance: ["L 1072-1074", "A-19", "A-21"],
        statements: ["6.result-rest", "7.post"],
        async run(t) {
          const { result } = await walk(t, await trigger(t, "image"), { agent: { timing } });
          same("agent", result.agent, { timing }, ["A-19", "A-21"]);
        },
      },
    },
  ),
);

/** Every type of JSON, and all {@link VALUES} as members. */
const REFERENCES: Readonly<Record<string, unknown>> = {
  members: VALUES,
  list: Object.values(VALUES),
  text: " a\u0000 ",
  "text-of-an-object": '{"a": 1}',
  "empty-text": "",
  zero: 0,
  false: false,
  null: null,
  "empty-list": [],
  "empty-object": {},
};

/** Finished legacy images, one with each of the {@link REFERENCES}; their logs and results by the names. */
const ofLegacy = (t: ClauseContext) =>
  oncePerRun(t, "opaque.legacy", async () => {
    const path = { org_id: t.target.organization! };
    const product = await t.make.product();
    const [platform, image_name] = [t.make.platform(), t.name("image")];
    await t.make.testSpec(product.id, { platform, image_name });
    const ids: Record<string, string> = {};
    for (const [name, image_reference] of Object.entries(REFERENCES)) {
      const body = { image_reference, image_unique_id: t.uuid(), image_name };
      const made = answered(await t.call("legacyAdvertiseImage", { path, body }), 201);
      const [id] = filled<string>(made, "ids");
      const agent = agentFor(t, platform);
      await pickOne(t, agent, [id]);
      await posted(t, id, { agent_id: agent.agent_id });
      ids[name] = id;
    }
    await t.until("a result of each legacy image", async () =>
      (await testResults(t, product.id)).length >= Object.keys(ids).length ? true : null,
    );
    const read = async (operation: string, name: string): Promise<unknown[]> =>
      list(answered(await t.call(operation, { path }), 200), name);
    return {
      ids,
      logs: await read("legacyListTestEvents", "event_logs"),
      results: await read("legacyListTestResults", "test_results"),
    };
  });

const legacyReferences = Object.entries(REFERENCES).flatMap(([name, value]) =>
  defineClauses(
    {
      operation: "legacyAdvertiseImage",
      answer: "201",
      needs: [...WALK, "legacy"],
      leaves: "opportunities",
    },
    {
      [`opaque.legacy-image-reference.${name}`]: {
        title: `A legacy image's image_reference comes back unchanged: ${name.replaceAll("-", " ")}`,
        provenance: ["L 714-727", "L 1057-1074", "A-15"],
        statements: ["8.legacyAdvertiseImage", "8.legacyListTestResults"],
        async run(t) {
          const { ids, logs, results } = await ofLegacy(t);
          const isIts = (each: unknown): boolean => fields(each)["test_opportunity_id"] === ids[name];
          const [result, log] = [fields(results.find(isIts)), fields(logs.find(isIts))];
          same("that of the result", result["image_reference"], value, ["L 714-727", "L 1057-1074"]);
          same("that of the log", fields(log["test_opportunity"])["image_reference"], value, ["A-15"]);
        },
      },
    },
  ),
);

const places = PLACES.flatMap((place) =>
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

/** Opaque values come back unchanged, whatever JSON they are (contract.md §4, §6, §7). */
export const opaque: readonly Clause[] = [...places, ...timings, ...legacyReferences];
