import type { Clause, ClauseContext, TestSpecBody } from "./clause.js";
import { oncePerRun } from "../run/once-per-run.js";
import { isObject } from "../../src/schema/json-type.js";
import type { TestSpec } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";
import { advertise, trigger, type Trigger } from "./support/trigger.js";
import { type Walk, walk } from "./support/walk.js";
import { VALUES } from "./support/opaque-values.js";
import { legacyReferences } from "./opaque-legacy.js";

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

/** Text that JSON can only escape, because it has no form in UTF-8. */
const UNPAIRED = "a\ud800b\udc00";

const unpaired = defineClauses(
  { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
  {
    "opaque.unpaired-surrogates": {
      title: "Unpaired surrogates in opaque values come back unchanged",
      provenance: ["A-28"],
      statements: ["4.image-reference-opaque", "4.test-payload", "6.result"],
      async run(t) {
        const { picked, result } = await carrying(t, "unpaired-surrogates", UNPAIRED);
        for (const [of, shown] of Object.entries({ pick: picked, result })) {
          same(`image_reference of the ${of}`, shown.image_reference, UNPAIRED);
          same(`extra_snaps of the ${of}`, shown.extra_snaps, [UNPAIRED], ["A-14", "A-28"]);
        }
        const payloads = [picked.test_payload, fields(result.test_spec)["test_payload"]];
        same("test_payload of the pick and the result", payloads, [UNPAIRED, UNPAIRED]);
        same("result_payload", result.result_payload, asObject(UNPAIRED));
      },
    },
  },
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
export const opaque: readonly Clause[] = [...places, ...unpaired, ...timings, ...legacyReferences];
