import type { Clause, ClauseContext } from "./clause.js";
import { check } from "../judge/mismatch.js";
import { pickOne, posted } from "./support/agent.js";
import type { LegacyEventLog, LegacyTestResult } from "./support/bodies.js";
import { defineClauses } from "./support/define.js";
import { eventFacts } from "./support/event-facts.js";
import { fields, same } from "./support/expect.js";
import { type Filters, logWith, storedResult } from "./support/read.js";
import { microsOf } from "./support/times.js";
import { REFERENCE } from "./support/trigger.js";
import { sharedWalk, type Walk } from "./support/walk.js";
import { legacyWalk, logs, results, LEGACY_WALK, named, advertiseImage } from "./support/legacy.js";
import { legacyFilters } from "./legacy-filters.js";
import { advertising } from "./legacy-triggers.js";

const logOfWalk = async (t: ClauseContext): Promise<LegacyEventLog> => {
  const { opportunityId } = await legacyWalk(t);
  const found = (await logs(t, { test_opportunity_id: opportunityId })).find(
    ({ test_opportunity_id }) => test_opportunity_id === opportunityId,
  );
  check(found !== undefined, `the log of ${opportunityId}`, "none");
  return found;
};

const resultOfWalk = async (t: ClauseContext): Promise<LegacyTestResult> => {
  const { opportunityId, resultId } = await legacyWalk(t);
  const found = (await results(t, { test_opportunity_id: opportunityId })).find(({ id }) => id === resultId);
  check(found !== undefined, `the result ${resultId}`, "none");
  return found;
};

const reading = defineClauses(
  { operation: "legacyListTestEvents", answer: "200", needs: LEGACY_WALK, leaves: "opportunities" },
  {
    ...Object.fromEntries(
      eventFacts.map(({ id, title, provenance, judge }) => [
        `legacy.events.${id}`,
        {
          title: `${title}, in the older log, too`,
          provenance: [...provenance.filter((tag) => !tag.startsWith("A-")), "L 928-978"],
          statements: ["8.legacyListTestEvents"],
          run: async (t: ClauseContext) => judge(await logOfWalk(t)),
        },
      ]),
    ),
    "legacy.events.fields": {
      title: "The older log names organization, image and Test Spec",
      provenance: ["L 934-938", "L 974"],
      statements: ["8.legacyListTestEvents", "8.organization"],
      async run(t) {
        const { image_name, specs, body } = await legacyWalk(t);
        const log = await logOfWalk(t);
        same("organization_id", log.organization_id, t.target.organization, ["A-32"]);
        same("image_name", log.image_name, image_name);
        same("spec_name", log.spec_name, specs[0]!.name);
        same("image_unique_id", log.image_unique_id, body["image_unique_id"]);
      },
    },
    "legacy.events.same-as-product": {
      title: "Both APIs show the same event log",
      provenance: ["A-32"],
      statements: ["8.one-set"],
      async run(t) {
        const { log } = await legacyWalk(t);
        const legacy = await logOfWalk(t);
        for (const name of [
          "events",
          "queued_at",
          "updated_at",
          "events_seen",
          "test_opportunity",
        ] as const) {
          same(name, legacy[name], log[name]);
        }
      },
    },
    "legacy.results.same-as-product": {
      title: "Both APIs show the same result",
      provenance: ["A-32"],
      statements: ["8.one-set"],
      operation: "legacyListTestResults",
      async run(t) {
        const { result } = await legacyWalk(t);
        const legacy = fields(await resultOfWalk(t));
        const only = ["agent_revno", "primary_snap_name", "base_channel", "update_channel"];
        for (const [name, value] of Object.entries(result)) {
          if (!only.includes(name)) same(name, legacy[name], value);
        }
      },
    },
    "legacy.results.fields": {
      title: "The older result has the posted fields and those of the image",
      provenance: ["L 1057-1076", "L 1141-1147"],
      statements: ["8.legacyListTestResults"],
      operation: "legacyListTestResults",
      async run(t) {
        const { post, image_name, specs, agent } = await legacyWalk(t);
        const result = await resultOfWalk(t);
        same("test_status", result.test_status, post.test_status);
        same("result_payload", result.result_payload, post.result_payload);
        same("agent", result.agent, post.agent);
        same("agent-id", result["agent-id"], agent.agent_id);
        same("platform", result.platform, agent.platform);
        same("image_name", result.image_name, image_name);
        same("image_reference", result.image_reference, REFERENCE);
        same("test_spec", result.test_spec, specs[0]);
        same("organization_id", result.organization_id, t.target.organization, ["A-32"]);
      },
    },
    "legacy.client-of-2015": {
      title:
        "The client of 2015 works: it sends an object as reference and polls by image_unique_id until PASSED",
      provenance: ["P"],
      statements: ["8.client"],
      operation: "legacyListTestResults",
      async run(t) {
        const { product, image_name, platform } = await named(t);
        const { body, ids } = await advertiseImage(t, image_name, { url: "http://foo.bar", channel: "edge" });
        const { image_unique_id } = body;
        same("the results before", await results(t, { image_unique_id }), []);
        const agent = { agent_id: t.make.agent(), platform };
        await pickOne(t, agent, ids);
        await posted(t, ids[0], { agent_id: agent.agent_id });
        const found = await t.until("results of the image", async () => {
          const now = await results(t, { image_unique_id });
          return now.length > 0 ? now : null;
        });
        same(
          "the verdicts",
          found.map(({ test_status }) => test_status),
          ["PASSED"],
        );
        await logWith(t, 4, product.id, ids[0]);
      },
    },
    ...Object.fromEntries(
      (["legacyListTestEvents", "legacyListTestResults"] as const).flatMap((operation) => {
        const place = operation === "legacyListTestEvents" ? "events" : "results";
        const look = async (t: ClauseContext, query: Filters): Promise<string[]> => {
          const found: { test_opportunity_id: string }[] =
            place === "events" ? await logs(t, query) : await results(t, query);
          return found.map(({ test_opportunity_id }) => test_opportunity_id);
        };
        const at = ({ log }: Walk) => microsOf(place === "events" ? log.queued_at : log.events[3]?.timestamp);
        return Object.entries(legacyFilters(operation, look, at)).map(
          ([name, clause]) => [`legacy.${place}.${name}`, clause] as const,
        );
      }),
    ),
  },
);

const needsNoAgent = defineClauses(
  { operation: "legacyListTestResults", answer: "200", needs: LEGACY_WALK, leaves: "opportunities" },
  {
    "legacy.product-results": {
      title: "Results that the product API triggered are in the organization's results",
      provenance: ["A-32"],
      statements: ["8.one-set"],
      async run(t) {
        const { product, opportunityId, resultId } = await sharedWalk(t, "snap");
        const [legacy] = await results(t, { test_opportunity_id: opportunityId });
        same("its id", legacy?.id, resultId);
        same("that of the product API", (await storedResult(t, product.id, opportunityId)).id, resultId);
      },
    },
  },
);

/** The organization-based API (contract.md §8). */
export const legacy: Clause[] = [...advertising, ...reading, ...needsNoAgent];
