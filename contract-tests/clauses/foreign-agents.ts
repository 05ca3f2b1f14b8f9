import type { Clause, ClauseContext } from "./clause.js";
import { check, Mismatch, Skip } from "../judge/mismatch.js";
import type { EventLog, Product, TestResult, TestSpec } from "./support/bodies.js";
import { FLOW } from "./support/bodies.js";
import { defineClauses } from "./support/define.js";
import { eventFacts } from "./support/event-facts.js";
import { fields, same } from "./support/expect.js";
import { eventLogs, resultOf } from "./support/read.js";
import { oncePerRun } from "../run/once-per-run.js";
import { advertise, type AdvertisedId } from "./support/trigger.js";

/** An opportunity that an external agent finished, as observed step by step. */
interface Watched {
  product: Product;
  spec: TestSpec | null;
  made: AdvertisedId;
  /** Its log after each change. */
  looks: EventLog[];
  /** Whether its result existed just before the log of the same index was read. */
  early: (TestResult | null)[];
  result: TestResult;
}

/** Advertises work that external agents may pick, and polls until the result is stored. */
async function watched(t: ClauseContext): Promise<Watched> {
  return oncePerRun(t, "watched", async () => {
    const { product, spec } = await place(t);
    const [name] = product.snaps;
    const ids =
      name === undefined
        ? await advertise(t, "image", product.id, { image_unique_id: t.uuid(), image_reference: null })
        : await advertise(t, "snap", product.id, { name, revision: 1, channel: "edge" });
    const looks: EventLog[] = [];
    const early: (TestResult | null)[] = [];
    try {
      return await t.until("a result of an external agent", async () => {
        for (const made of ids) {
          const before = await resultOf(t, product.id, made.test_opportunity_id);
          const [log] = await eventLogs(t, product.id, { test_opportunity_id: made.test_opportunity_id });
          if (log === undefined) continue;
          if (made === ids[0] && log.events.length !== looks.at(-1)?.events.length) {
            looks.push(log);
            early.push(before);
          }
          const isStored = log.events.length === FLOW.length;
          const result = isStored ? await resultOf(t, product.id, made.test_opportunity_id) : null;
          if (result) {
            const own = made === ids[0] ? looks : [log];
            return { product, spec, made, looks: own, early: made === ids[0] ? early : [before], result };
          }
        }
        return null;
      });
    } catch (error) {
      if (error instanceof Mismatch && looks.at(-1)?.events.length !== FLOW.length)
        throw new Skip(
          `no agent finished within ${t.target.patienceMs / 1000} s: ${looks.at(-1)?.events.length ?? 0} of ${FLOW.length} events`,
        );
      throw error;
    }
  });
}

/** Where to advertise: a product of this run for the configured platform, otherwise the configured product. */
async function place(t: ClauseContext): Promise<{ product: Product; spec: TestSpec | null }> {
  if (!t.target.capabilities.has("create-products"))
    return { product: await t.make.sharedProduct(), spec: null };
  const product = await t.make.product();
  const platform = t.target.foreignAgents?.platform ?? null;
  return { product, spec: await t.make.testSpec(product.id, { platform }) };
}

/** The flow of an opportunity, observed with external agents. */
export const foreignAgents: Clause[] = defineClauses(
  {
    operation: "listTestEvents",
    answer: "200",
    needs: ["writes", "foreign-agents"],
    leaves: "opportunities",
    varies: true,
  },
  {
    "watch.all-four": {
      title: "An opportunity that an external agent finished has the whole normal flow",
      provenance: ["D 905-907"],
      statements: ["5.flow", "1.agent"],
      async run(t) {
        const { looks } = await watched(t);
        same(
          "the events",
          looks.at(-1)?.events.map(({ event_type }) => event_type),
          FLOW,
        );
      },
    },
    ...Object.fromEntries(
      eventFacts.map(({ id, title, provenance, statement, judge }) => [
        `watch.${id}`,
        {
          title: `${title}, at each step of an external agent`,
          provenance,
          statements: [statement],
          async run(t: ClauseContext) {
            for (const look of (await watched(t)).looks) judge(look);
          },
        },
      ]),
    ),
    "watch.growing": {
      title: "While an external agent works, the log grows and earlier events do not change",
      provenance: ["D 905-907"],
      statements: ["5.prefix"],
      async run(t) {
        const { looks } = await watched(t);
        for (const [n, look] of looks.slice(1).entries()) {
          const before = looks[n]!.events;
          same("the earlier events", look.events.slice(0, before.length), before);
        }
      },
    },
    "watch.not-before-stored": {
      title: "A result is not listed before RESULT_STORED",
      provenance: ["A-18"],
      statements: ["6.shows-when-stored"],
      operation: "listTestResults",
      async run(t) {
        const { looks, early } = await watched(t);
        for (const [n, look] of looks.entries()) {
          if (look.events.length < FLOW.length) check(early[n] === null, "no result yet", early[n]);
        }
      },
    },
    "watch.ids-agree": {
      title: "Ids and status agree between advertisement, events and result",
      provenance: ["D 974-975", "D 1074-1077", "D 1143-1146"],
      statements: ["4.ids-agree", "5.ids-agree", "6.ids-agree"],
      operation: "listTestResults",
      async run(t) {
        const { looks, made, result } = await watched(t);
        const { result_id, test_status } = fields(looks.at(-1)?.events[3]);
        same("id", result.id, result_id);
        same("test_status", result.test_status, test_status);
        const { test_opportunity_id, image_unique_id } = result;
        same("the ids", { test_opportunity_id, image_unique_id }, made);
      },
    },
    "watch.agent": {
      title: "The result and the events name the same agent",
      provenance: ["D 1145", "D 969"],
      statements: ["6.agent-id"],
      operation: "listTestResults",
      async run(t) {
        const { looks, result } = await watched(t);
        same("agent-id", fields(result)["agent-id"], fields(looks.at(-1)?.events[1])["agent_id"]);
      },
    },
    "watch.test-spec": {
      title: "The result has the Test Spec as it was created",
      provenance: ["A-19"],
      statements: ["6.result-rest"],
      operation: "listTestResults",
      async run(t) {
        const { spec, result } = await watched(t);
        if (spec === null) throw new Skip("it uses the configured product and its Test Specs");
        same("test_spec", result.test_spec, spec);
      },
    },
    "watch.context": {
      title: "The result has the same fields of the advertisement as the events",
      provenance: ["A-13", "A-15", "A-19"],
      statements: ["6.result"],
      operation: "listTestResults",
      async run(t) {
        const { looks, result } = await watched(t);
        const names = [
          "image_reference",
          "extra_snaps",
          "primary_snap_name",
          "base_channel",
          "update_channel",
        ];
        for (const name of names) same(name, fields(result)[name], fields(looks[0]?.test_opportunity)[name]);
      },
    },
    "watch.status": {
      title: "The status is one of PASSED, FAILED and ERROR",
      provenance: ["D 1074", "A-20"],
      statements: ["6.statuses"],
      operation: "listTestResults",
      async run(t) {
        const { test_status } = (await watched(t)).result;
        check(["PASSED", "FAILED", "ERROR"].includes(test_status), "one of them", test_status, ["A-20"]);
      },
    },
  },
);
