import type { Answer } from "../target/answer.js";
import type { Clause, ClauseContext } from "./clause.js";
import { check } from "../judge/mismatch.js";
import { pickOne, posted } from "./support/agent.js";
import type { AdvertisedIds, LegacyEventLog, LegacyTestResult } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { eventFacts } from "./support/event-facts.js";
import { answered, fields, filled, list, refused, same } from "./support/expect.js";
import { type Filters, logOf, logWith, storedResult } from "./support/read.js";
import { oncePerRun } from "../run/once-per-run.js";
import { shownDate, microsOf, SECOND, secondOf } from "./support/times.js";
import { REFERENCE, sharedTrigger, type Trigger } from "./support/trigger.js";
import { sharedWalk, type Walk, walk } from "./support/walk.js";

const org = (t: ClauseContext) => ({ org_id: t.target.organization! });
const LEGACY_MAKE = [...MAKE, "legacy"] as const;
const LEGACY_WALK = [...WALK, "legacy"] as const;

async function logs(t: ClauseContext, query: Filters): Promise<LegacyEventLog[]> {
  return list(answered(await t.call("legacyListTestEvents", { path: org(t), query }), 200), "event_logs");
}

async function results(t: ClauseContext, query: Filters): Promise<LegacyTestResult[]> {
  return list(answered(await t.call("legacyListTestResults", { path: org(t), query }), 200), "test_results");
}

/** A product whose Test Specs have an unused image name. */
async function named(t: ClauseContext, specCount = 1) {
  const product = await t.make.product();
  const image_name = t.name("image");
  const platform = t.make.platform();
  const specs = [];
  for (let n = 0; n < specCount; n++) specs.push(await t.make.testSpec(product.id, { platform, image_name }));
  return { product, image_name, platform, specs };
}

async function advertiseImage(t: ClauseContext, image_name: string, image_reference: unknown = REFERENCE) {
  const body = { image_reference, image_unique_id: t.uuid(), image_name, upgrade_snaps: [] };
  const made = answered(await t.call("legacyAdvertiseImage", { path: org(t), body }), 201);
  return { body, ids: filled<string>(made, "ids") };
}

/** A finished legacy image, for clauses that only read. */
async function legacyWalk(t: ClauseContext): Promise<Walk & { image_name: string }> {
  return oncePerRun(t, "legacy-walk", async () => {
    const { product, image_name, platform, specs } = await named(t);
    const { body, ids } = await advertiseImage(t, image_name);
    const { image_unique_id } = body;
    const none = { primary_snap_name: null, base_channel: null, update_channel: null };
    const [first, ...more] = ids.map((test_opportunity_id) => ({ image_unique_id, test_opportunity_id }));
    const made: Trigger = {
      ...{ kind: "image", product, specs, body, before: [], ids: [first!, ...more] },
      context: { image_reference: REFERENCE, extra_snaps: [], snaps: [], channel: null, ...none, platform },
    };
    return { ...(await walk(t, made)), image_name };
  });
}

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

const advertising = defineClauses(
  { operation: "legacyAdvertiseImage", answer: "201", needs: LEGACY_MAKE, leaves: "opportunities" },
  {
    "legacy.image.one-per-test-spec": {
      title:
        "A legacy image makes one opportunity for each Test Spec of its image name and returns their ids",
      provenance: ["L 708-713", "L 751", "L 773-775"],
      statements: ["8.legacyAdvertiseImage", "8.image-name"],
      async run(t) {
        const { image_name } = await named(t, 3);
        const { ids } = await advertiseImage(t, image_name);
        check(new Set(ids).size === 3 && ids.length === 3, "three ids", ids);
        check(
          ids.every((id) => typeof id === "string"),
          "plain ids",
          ids,
        );
      },
    },
    "legacy.image.only-its-name": {
      title: "A legacy image does not trigger Test Specs of another image name or without one",
      provenance: ["L 708-713"],
      statements: ["8.image-name"],
      async run(t) {
        const { product, image_name, specs } = await named(t);
        await t.make.testSpec(product.id, { image_name: `${image_name}x` });
        await t.make.testSpec(product.id);
        const { ids } = await advertiseImage(t, image_name);
        check(ids.length === 1, "one id", ids);
        const [log] = await logs(t, { test_opportunity_id: ids[0] });
        same("spec_name", log?.spec_name, specs[0]!.name);
      },
    },
    "legacy.image.all-products": {
      title: "A legacy image triggers Test Specs of all products of the organization",
      provenance: ["L 708-713", "A-22"],
      statements: ["8.image-name", "8.organization"],
      async run(t) {
        const { image_name, platform } = await named(t);
        await t.make.testSpec((await t.make.product()).id, { image_name, platform });
        const { ids } = await advertiseImage(t, image_name);
        check(ids.length === 2, "two ids, of two products", ids, ["A-22"]);
      },
    },
    "legacy.image.keeps-id": {
      title: "A legacy image's opportunities have the image_unique_id and image_reference of the request",
      provenance: ["L 744-745", "L 938"],
      statements: ["8.legacyAdvertiseImage", "8.ids-agree"],
      operation: "legacyListTestEvents",
      answer: "200",
      async run(t) {
        const { image_name } = await named(t);
        const { body, ids } = await advertiseImage(t, image_name);
        const [log] = await logs(t, { test_opportunity_id: ids[0] });
        same("image_unique_id", log?.image_unique_id, body.image_unique_id);
        same("image_reference", log?.test_opportunity.image_reference, body.image_reference, ["A-15"]);
      },
    },
    "legacy.image.keeps-name": {
      title: "Each opportunity of a legacy image keeps the image_name of its own image",
      provenance: ["L 746", "L 928-978"],
      statements: ["8.legacyAdvertiseImage", "8.legacyListTestEvents"],
      operation: "legacyListTestEvents",
      answer: "200",
      async run(t) {
        const made: { id: string; image_name: string }[] = [];
        for (let n = 0; n < 2; n++) {
          const { image_name } = await named(t);
          made.push({ image_name, id: (await advertiseImage(t, image_name)).ids[0] });
        }
        for (const { id, image_name } of made) {
          const [log] = await logs(t, { test_opportunity_id: id });
          same("image_name", log?.image_name, image_name);
        }
      },
    },
    "legacy.image.upgrade-snaps-ignored": {
      title: "upgrade_snaps is optional, may be any list and has no effect",
      provenance: ["A-26"],
      statements: ["8.upgrade-snaps"],
      async run(t) {
        const { image_name } = await named(t);
        for (const more of [{}, { upgrade_snaps: ["a.b", { name: "c.d" }] }]) {
          const body = { image_reference: "r", image_unique_id: t.uuid(), image_name, ...more };
          const made = answered(await t.call("legacyAdvertiseImage", { path: org(t), body }), 201);
          check(list(made, "ids").length === 1, "one id", made);
        }
      },
    },
    "legacy.image.no-test-spec": {
      title: "An image name that no Test Spec has is 404 with the documented message",
      provenance: ["L 753-759"],
      statements: ["8.no-test-spec", "2.error-body"],
      answer: "404",
      leaves: "nothing",
      async run(t) {
        const image_name = t.name("no-such-image");
        const body = { image_reference: "r", image_unique_id: t.uuid(), image_name, upgrade_snaps: [] };
        const answer = await t.call("legacyAdvertiseImage", { path: org(t), body });
        const message = `Couldn't find a Spec for image name '${image_name}'`;
        refusedAs(answer, message);
      },
    },
    "legacy.snap.one-per-test-spec": {
      title:
        "A legacy snap revision makes one opportunity for each Test Spec of the products that reference it",
      provenance: ["L 788-790", "L 865-868"],
      statements: ["8.legacyAdvertiseSnap"],
      operation: "legacyAdvertiseSnap",
      async run(t) {
        const { product } = await named(t, 2);
        const body = { name: product.snaps[0], revision: 123 };
        const made = answered(await t.call("legacyAdvertiseSnap", { path: org(t), body }), 201);
        const ids = filled<AdvertisedIds["ids"][number]>(made, "ids");
        check(
          new Set(ids.map((id) => id.test_opportunity_id)).size === 2 && ids.length === 2,
          "two opportunities",
          ids,
        );
        check(new Set(ids.map((id) => id.image_unique_id)).size === 1, "one image_unique_id", ids);
        const log = await logOf(t, product.id, ids[0].test_opportunity_id);
        same("the log's image_unique_id", log.image_unique_id, ids[0].image_unique_id, ["A-32", "A-15"]);
      },
    },
    "legacy.snap.not-referenced": {
      title: "A snap that no product references is 404 with an empty message",
      provenance: ["L 847-853"],
      statements: ["8.snap-not-referenced"],
      operation: "legacyAdvertiseSnap",
      answer: "404",
      leaves: "nothing",
      async run(t) {
        const body = { name: `${t.name("no-such")}.foo`, revision: 1 };
        const answer = await t.call("legacyAdvertiseSnap", { path: org(t), body });
        refusedAs(answer, "");
      },
    },
    "legacy.snap.no-test-spec": {
      title: "A snap whose products have no Test Spec is 404, Couldn't find a Spec for ...",
      provenance: ["A-11"],
      statements: ["8.snap-not-referenced"],
      operation: "legacyAdvertiseSnap",
      answer: "404",
      leaves: "product",
      async run(t) {
        const product = await t.make.product();
        const body = { name: product.snaps[0], revision: 1 };
        const { message } = refused(await t.call("legacyAdvertiseSnap", { path: org(t), body }), 404);
        check(message.startsWith("Couldn't find a Spec for "), "Couldn't find a Spec for ...", message);
      },
    },
    "legacy.organization.unknown": {
      title: "An organization of another account is 404",
      provenance: ["A-22"],
      statements: ["8.organization"],
      operation: "legacyListTestResults",
      answer: "404",
      needs: ["legacy"],
      leaves: "nothing",
      async run(t) {
        const path = { org_id: `no-such-org-${t.uuid()}` };
        for (const operation of ["legacyListTestResults", "legacyListTestEvents"]) {
          same("id", refused(await t.call(operation, { path }), 404).id, "resource-not-found");
        }
      },
    },
    "legacy.image-name.of-others": {
      title:
        "Opportunities that the product API triggered are in the organization's logs, without an image name",
      provenance: ["A-32"],
      statements: ["8.one-set"],
      operation: "legacyListTestEvents",
      answer: "200",
      async run(t) {
        const { ids, log } = await sharedTrigger(t, "snap");
        const [legacy] = await logs(t, { test_opportunity_id: ids[0].test_opportunity_id });
        same("image_name", legacy?.image_name, null);
        same("its events", legacy?.events, log.events);
      },
    },
  },
);

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

type Look = (t: ClauseContext, query: Filters) => Promise<string[]>;

/** Filters of the older API. The account may have other data, so only items of this run are judged. */
function legacyFilters(operation: string, look: Look, at: (made: Walk) => number) {
  const documented = operation === "legacyListTestResults";
  const own = documented ? ["L 1031-1052", "P"] : ["A-23"];
  const part = (run: (t: ClauseContext) => Promise<void>, title: string, provenance: string[]) => ({
    ...{ operation, title, provenance, run },
    statements: [documented ? "8.legacyListTestResults" : "8.legacyListTestEvents"],
  });
  const others = async (t: ClauseContext): Promise<Walk> => sharedWalk(t, "image");
  return {
    "filter.image_unique_id": part(
      async (t) => {
        const { ids } = await legacyWalk(t);
        await others(t);
        const { image_unique_id, test_opportunity_id } = ids[0];
        same("what is found", await look(t, { image_unique_id }), [test_opportunity_id]);
      },
      "image_unique_id finds only items of that image",
      own,
    ),
    "filter.test_opportunity_id": part(
      async (t) => {
        const { opportunityId } = await legacyWalk(t);
        await others(t);
        same("what is found", await look(t, { test_opportunity_id: opportunityId }), [opportunityId]);
      },
      "test_opportunity_id finds only that opportunity",
      documented ? ["L 827"] : ["L 928-929"],
    ),
    "filter.dates": {
      ...part(
        async (t) => {
          const made = await legacyWalk(t);
          const second = secondOf(at(made));
          const [from, to] = [shownDate(second), shownDate(second + SECOND)];
          const isFound = async (query: Filters) => (await look(t, query)).includes(made.opportunityId);
          check(
            await isFound({ start_date: from, end_date: to }),
            `it from ${from} until ${to}`,
            "not found",
          );
          check(!(await isFound({ start_date: to })), `nothing of it from ${to} on`, "found");
          // Whether the second of the end belongs to the span is assumed.
          const earlier = shownDate(second - SECOND);
          check(!(await isFound({ end_date: earlier })), `nothing of it before ${earlier}`, "found");
        },
        "start_date and end_date find the items in that span",
        documented ? ["L 1052"] : ["A-23"],
      ),
      varies: true,
    },
    "filters-and": part(
      async (t) => {
        const { opportunityId, ids } = await legacyWalk(t);
        const other = await others(t);
        const { image_unique_id } = ids[0];
        const both = { image_unique_id, test_opportunity_id: opportunityId };
        same("the item that matches both", await look(t, both), [opportunityId]);
        const one = { image_unique_id, test_opportunity_id: other.opportunityId };
        same("nothing that matches only one", await look(t, one), []);
      },
      "Filters are joined with AND",
      own,
    ),
    none: part(
      async (t) => same("what is found", await look(t, { image_unique_id: t.uuid() }), []),
      "A filter that matches nothing gives an empty list, status 200",
      own,
    ),
  };
}

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

/** A 404 in the documented form. Its message comes from an example, so that another message is not a failure. */
function refusedAs(answer: Answer, words: string): void {
  const { id, message, url } = fields(answered(answer, 404));
  same("id and url", { id, url }, { id: "resource-not-found", url: null });
  same("message", message, words, ["L 753-758", "L 847-853", "A-01"]);
}
