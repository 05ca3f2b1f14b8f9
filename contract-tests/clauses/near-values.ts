import { check } from "../judge/mismatch.js";
import type { Clause, ClauseContext } from "./clause.js";
import { post } from "./support/agent.js";
import type { TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, refused, same } from "./support/expect.js";
import { storedResult } from "./support/read.js";
import { heldOpportunity } from "./support/state.js";
import { productWithSpecs, TRIGGERS, type TriggerKind } from "./support/trigger.js";

/** Values that differ a little from the allowed ones of a field. */
const CHANNELS = [
  "Edge",
  "STABLE",
  " edge",
  "edge ",
  "latest",
  "latest/stable",
  "sta",
  "edge,beta",
  "e\u0501ge",
];
const STATUSES = ["passed", "Passed", " PASSED", "PASSED ", "PASS", "FAIL", "ERRORS", "SKIPPED", "0"];

type Send = (t: ClauseContext, productId: string, snap: string, channel: string) => Promise<number>;

const advertised =
  (kind: TriggerKind, body: (t: ClauseContext, snap: string) => Record<string, unknown>): Send =>
  async (t, product_id, snap, channel) =>
    (await t.call(TRIGGERS[kind], { path: { product_id }, body: { ...body(t, snap), channel } })).status;

/** Where a channel is sent. */
const PLACES: Readonly<Record<string, { operation: string; words: string; send: Send }>> = {
  image: {
    operation: "advertiseImage",
    words: "an image",
    send: advertised("image", (t) => ({ image_unique_id: t.uuid(), image_reference: null })),
  },
  snap: {
    operation: "advertiseSnap",
    words: "a snap revision",
    send: advertised("snap", (_, name) => ({ name, revision: 1 })),
  },
  "gold-master": {
    operation: "advertiseGoldMaster",
    words: "a gold master",
    send: advertised("gold-master", (_, name) => ({ snaps: [{ name, revision: 1 }] })),
  },
};

const channels = Object.entries(PLACES).flatMap(([place, { operation, words, send }]) =>
  defineClauses(
    { operation, answer: "400", needs: MAKE, leaves: "opportunities" },
    {
      [`errors.near-values.channel.${place}`]: {
        title: `The channel of ${words} is compared as a whole and with case; similar values are refused`,
        provenance: ["A-09"],
        statements: ["4.unknown-channel"],
        async run(t) {
          const { product } = await productWithSpecs(t);
          for (const channel of CHANNELS)
            same(
              `status for channel "${channel}"`,
              await send(t, product.id, product.snaps[0]!, channel),
              400,
              ["A-01", "A-09"],
            );
        },
      },
    },
  ),
);

/** The bytes of the largest body (contract.md §2). */
const LARGEST = 1_048_576;
const LARGEST_RESULT = 16_777_216;

/** A text that makes a JSON body exactly this long. */
const filling = (body: (text: string) => unknown, bytes: number): string =>
  "0123456789abcdef".repeat(bytes / 16).slice(0, bytes - Buffer.byteLength(JSON.stringify(body(""))));

const limits = [
  ...defineClauses(
    { operation: "createTestSpec", answer: "201", needs: MAKE, leaves: "test-spec" },
    {
      "errors.largest.test-spec": {
        title: "A body of exactly 1 MiB is accepted, and its test_payload comes back whole",
        provenance: ["A-08", "A-28"],
        statements: ["4.test-payload"],
        async run(t) {
          const { product } = await productWithSpecs(t, 0);
          const name = t.name("spec");
          const body = (test_payload: string) => ({ name, platform: null, test_payload });
          const test_payload = filling(body, LARGEST);
          const path = { product_id: product.id };
          const made = await t.call("createTestSpec", { path, body: body(test_payload) });
          const { id } = answered<TestSpec>(made, 201, ["A-28"]);
          const read = await t.call("getTestSpec", { path: { ...path, test_spec_id: id } });
          const shown = answered<TestSpec>(read, 200).test_payload;
          check(shown === test_payload, `a text of ${test_payload.length} characters`, shown, [
            "A-08",
            "A-28",
          ]);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "postTestResult", answer: "201", needs: WALK, leaves: "opportunities" },
    {
      "errors.largest.result": {
        title: "A posted result whose body has exactly 16 MiB is accepted and comes back whole",
        provenance: ["A-21", "A-28"],
        statements: ["7.payload-limit"],
        async run(t) {
          const { product, id, agent } = await heldOpportunity(t);
          const { agent_id } = agent;
          const body = (log: string) => ({ test_status: "PASSED", result_payload: { log }, agent_id });
          const sent = body(filling(body, LARGEST_RESULT));
          answered(await post(t, id, sent), 201, ["A-21", "A-28"]);
          const { log } = (await storedResult(t, product.id, id)).result_payload as { log?: unknown };
          check(log === sent.result_payload.log, "the log as it was posted", log, ["A-28"]);
        },
      },
      "errors.near-values.test-status": {
        title: "A test_status is compared as a whole and with case; similar values are refused",
        provenance: ["A-20", "A-21"],
        statements: ["6.statuses"],
        answer: "400",
        async run(t) {
          const { id, agent } = await heldOpportunity(t);
          for (const test_status of STATUSES) {
            const { status } = await post(t, id, { agent_id: agent.agent_id, test_status });
            same(`status for test_status "${test_status}"`, status, 400, ["A-01", "A-20", "A-21"]);
          }
        },
      },
    },
  ),
];

/** Which of two refusals of a trigger comes first (contract.md §4). */
const precedence = defineClauses(
  { operation: "advertiseSnap", answer: "404", needs: MAKE, leaves: "product" },
  {
    "errors.order.snap-before-test-spec": {
      title: "A snap that the product does not reference is refused as such, also if there is no Test Spec",
      provenance: ["A-10", "A-11"],
      statements: ["4.snap-not-referenced", "4.no-test-spec"],
      async run(t) {
        const { product } = await productWithSpecs(t, 0);
        const path = { product_id: product.id };
        const ask = async (name: string): Promise<string> =>
          refused(await t.call("advertiseSnap", { path, body: { name, revision: 1, channel: "edge" } }), 404)
            .message;
        same("the message for another snap", await ask(`${t.name("other")}.foo`), "", ["A-10"]);
        const own = await ask(product.snaps[0]!);
        check(own.startsWith("Couldn't find a Spec for "), "Couldn't find a Spec for ...", own, ["A-11"]);
      },
    },
  },
);

/** Values that are nearly allowed, sizes exactly at the limit, and which refusal comes first. */
export const nearValues: readonly Clause[] = [...channels, ...limits, ...precedence];
