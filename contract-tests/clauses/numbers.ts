import type { OperationId } from "../../src/spec/operation-facts.js";
import { check } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import type { Clause, ClauseContext } from "./clause.js";
import { pickOne, posted } from "./support/agent.js";
import type { EventLog } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, list, refused, same } from "./support/expect.js";
import { eventLogs, logOf, storedResult } from "./support/read.js";
import { advertise, productWithSpecs } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";

/** A request whose revision is the given text. */
const PLACES: Partial<Record<OperationId, (snap: string, revision: string) => string>> = {
  advertiseSnap: (snap, revision) => `{"name": "${snap}", "revision": ${revision}, "channel": "edge"}`,
  advertiseGoldMaster: (snap, revision) =>
    `{"snaps": [{"name": "${snap}", "revision": ${revision}}], "channel": "edge"}`,
  legacyAdvertiseSnap: (snap, revision) => `{"name": "${snap}", "revision": ${revision}}`,
};

/** Invalid revisions (D 793), and revisions out of range. */
const NONE: Record<string, readonly [text: string, grounds: readonly string[]]> = {
  "text-of-digits": ['"7"', ["D 793"]],
  "empty-text": ['""', ["D 793"]],
  fraction: ["7.5", ["D 793"]],
  "small-fraction": ["1e-3", ["D 793"]],
  true: ["true", ["D 793"]],
  false: ["false", ["D 793"]],
  list: ["[7]", ["D 793"]],
  object: ['{"n": 7}', ["D 793"]],
  null: ["null", ["D 793"]],
  negative: ["-1", ["A-28"]],
  "too-large": ["9007199254740992", ["A-28"]],
  "much-too-large": ["1e300", ["A-28"]],
};

/** A product with an unused snap and a Test Spec. */
const ready = (t: ClauseContext) => oncePerRun(t, "numbers", () => productWithSpecs(t));

async function send(t: ClauseContext, operation: string, productId: string, body: string) {
  const path = t.spec
    .operation(operation)
    .path.replace("{product_id}", productId)
    .replace("{org_id}", encodeURIComponent(t.target.organization ?? ""));
  return t.send({ method: "POST", path, headers: { "content-type": "application/json" }, body });
}

/** The revision of the one snap of a log's opportunity; 0 for -0. */
function revisionIn(log: EventLog | undefined): unknown {
  const [snap] = list<unknown>(log?.test_opportunity, "snaps");
  const { revision } = fields(snap);
  return revision === 0 ? 0 : revision;
}

const revisions = Object.entries(PLACES).flatMap(([operation, bodyOf]) => {
  const needs = operation.startsWith("legacy") ? ([...MAKE, "legacy"] as const) : MAKE;
  const common = { operation, answer: null, needs, leaves: "opportunities" as const };
  return [
    ...Object.entries(NONE).flatMap(([name, [text, grounds]]) =>
      defineClauses(common, {
        [`numbers.${operation}.refused.${name}`]: {
          title: `${operation}: revision ${text} is refused, and the message names the field`,
          provenance: [...grounds, "A-01"],
          statements: [operation === "legacyAdvertiseSnap" ? "8.legacyAdvertiseSnap" : `4.${operation}`],
          async run(t) {
            const { product } = await ready(t);
            const answer = await send(t, operation, product.id, bodyOf(product.snaps[1]!, text));
            check(answer.status >= 400, `a refusal of ${text}`, `status ${answer.status}`, grounds);
            const { message } = refused(answer, 400, ["A-01"]);
            check(message.includes("revision"), "a message that names revision", message, ["A-01"]);
          },
        },
      }),
    ),
    ...defineClauses(common, {
      [`numbers.${operation}.written-otherwise`]: {
        title: `${operation}: revisions 7.0, 70e-1 and 1e3 are read as integers or refused`,
        provenance: ["D 793", "A-15", "A-28"],
        statements: [operation === "legacyAdvertiseSnap" ? "8.legacyAdvertiseSnap" : `4.${operation}`],
        async run(t) {
          const { product } = await productWithSpecs(t);
          for (const [text, value] of [
            ["7.0", 7],
            ["70e-1", 7],
            ["1e3", 1000],
            ["-0", 0],
          ] as const) {
            const before = (await eventLogs(t, product.id)).length;
            const answer = await send(t, operation, product.id, bodyOf(product.snaps[1]!, text));
            check(
              [201, 400].includes(answer.status),
              `${text} accepted or refused`,
              `status ${answer.status}`,
              ["D 793", "A-28"],
            );
            const logs = await eventLogs(t, product.id);
            same(`logs after ${text}`, logs.length, before + (answer.status === 201 ? 1 : 0), [
              "D 793",
              "A-23",
            ]);
            if (answer.status === 201)
              same(`the revision of ${text}`, revisionIn(logs.at(-1)), value, ["A-15", "A-23"]);
          }
        },
      },
      [`numbers.${operation}.bounds`]: {
        title: `${operation}: revisions 0 and 9007199254740991 are accepted and shown unchanged`,
        provenance: ["D 793", "A-15", "A-28"],
        statements: [operation === "legacyAdvertiseSnap" ? "8.legacyAdvertiseSnap" : `4.${operation}`],
        async run(t) {
          const { product } = await productWithSpecs(t);
          for (const value of [0, 1, 9007199254740991]) {
            answered(await send(t, operation, product.id, bodyOf(product.snaps[1]!, String(value))), 201);
            same("the revision", revisionIn((await eventLogs(t, product.id)).at(-1)), value, [
              "A-15",
              "A-23",
            ]);
          }
        },
      },
    }),
  ];
});

/** A character of four bytes in UTF-8 and two units in UTF-16; lengths are in characters (A-31, JSON Schema). */
const WIDE = "\u{1f6f0}";

const lengths = defineClauses(
  { operation: "advertiseImage", answer: null, needs: WALK, leaves: "opportunities" },
  {
    "numbers.lengths.image-unique-id": {
      title: "An image_unique_id may have 36 characters of four bytes each, and the filter finds it",
      provenance: ["D 718", "A-23", "A-31"],
      statements: ["2.lengths", "5.filters"],
      async run(t) {
        const { product } = await productWithSpecs(t);
        const image_unique_id = WIDE.repeat(36);
        const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, {
          image_unique_id,
          image_reference: null,
        });
        const logs = await eventLogs(t, product.id, { image_unique_id });
        same(
          "the logs found",
          logs.map((log) => [log.test_opportunity_id, log.image_unique_id]),
          [[id, image_unique_id]],
        );
        const body = { image_unique_id: `${image_unique_id}x`, image_reference: null };
        answered(await t.call("advertiseImage", { path: { product_id: product.id }, body }), 400);
      },
    },
    "numbers.lengths.names": {
      title:
        "Names of 200 characters of four bytes each are stored, shown and compared in full; 201 are refused",
      provenance: ["A-07", "A-08", "A-19", "A-21", "A-31"],
      statements: ["2.lengths"],
      operation: "createTestSpec",
      async run(t) {
        const start = t.name("x");
        const long = `${start}${WIDE.repeat(200 - start.length)}`;
        const product = await t.make.product({ name: long, release: long, snaps: [long] });
        same("the product", [product.name, product.release, product.snaps], [long, long, [long]]);
        const spec = await t.make.testSpec(product.id, { name: long, platform: long });
        same("the Test Spec", [spec.name, spec.platform], [long, long]);
        const [{ test_opportunity_id: id }] = await advertise(t, "snap", product.id, {
          name: long,
          revision: 1,
          channel: "edge",
        });
        const agent = { ...agentFor(t, long), agent_id: long, agent_group: long, agent_revno: long };
        await pickOne(t, agent, [id]);
        await posted(t, id, { agent_id: long });
        const result = await storedResult(t, product.id, id);
        same("the result", [result["agent-id"], result.agent_revno, result.platform], [long, long, long]);
        const log = await logOf(t, product.id, id);
        same("spec_name", log.spec_name, long);
        const { agent_id, platform, agent_group } = fields(log.events[1]);
        same(
          "the agent of the event",
          [agent_id, platform, agent_group],
          [long, long, long],
          ["A-21", "A-31"],
        );
        for (const body of [
          { name: `${long}x`, release: "r", snaps: [start] },
          { name: start, release: `${long}x`, snaps: [] },
        ])
          answered(await t.call("updateProduct", { path: { product_id: product.id }, body }), 400);
      },
    },
  },
);

/** Numbers and lengths at their limits, in any notation (contract.md §2, §4). */
export const numbers: readonly Clause[] = [...revisions, ...lengths];
