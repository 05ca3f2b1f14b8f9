import type { ClauseContext } from "./clause.js";
import { oncePerRun } from "../run/once-per-run.js";
import { check } from "../judge/mismatch.js";
import { agentFor } from "./support/walk.js";
import { poll, posted } from "./support/agent.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, list, same } from "./support/expect.js";
import { eventLogs, testResults } from "./support/read.js";
import { microsOf } from "./support/times.js";
import type { Product, TestSpec } from "./support/bodies.js";
import { type AdvertisedId, advertise } from "./support/trigger.js";

/** More than the usual page sizes: 20, 25, 50 or 100. */
const SPECS = 60;
const IMAGES = 3;
const RESULTS = 105;

/** A product with many Test Specs, to which several images were advertised in sequence. */
interface ManyThings {
  product: Product;
  platform: string;
  specs: { id: string }[];
  /** The opportunities of each image. */
  made: (readonly AdvertisedId[])[];
}

function manyThings(t: ClauseContext): Promise<ManyThings> {
  return oncePerRun(t, "long-lists", async () => {
    const product = await t.make.product();
    const platform = t.make.platform();
    const specs: { id: string }[] = [];
    for (let n = 0; n < SPECS; n++) specs.push(await t.make.testSpec(product.id, { platform }));
    const made: (readonly AdvertisedId[])[] = [];
    for (let n = 0; n < IMAGES; n++) {
      const body = { image_unique_id: t.uuid(), image_reference: n };
      made.push(await advertise(t, "image", product.id, body));
    }
    return { product, platform, specs, made };
  });
}

/** As {@link manyThings}, with many results stored; ids in the order of the picks. */
function manyResults(t: ClauseContext): Promise<{ of: ManyThings; given: string[]; results: string[] }> {
  return oncePerRun(t, "long-lists.results", async () => {
    const of = await manyThings(t);
    const agent = agentFor(t, of.platform);
    const given: string[] = [];
    const results: string[] = [];
    for (let n = 0; n < RESULTS; n++) {
      const got = await poll(t, agent);
      check(got !== null, `work for an agent of platform ${of.platform}`, "none");
      given.push(got.test_opportunity_id);
      results.push(await posted(t, got.test_opportunity_id, { agent_id: agent.agent_id }));
    }
    return { of, given, results };
  });
}

const idOf = ({ test_opportunity_id }: { test_opportunity_id: string }): string => test_opportunity_id;

/** Lists that are longer than a page: the documents have no pagination, so lists are whole. */
export const longLists = [
  ...defineClauses(
    { operation: "listTestEvents", answer: "200", needs: MAKE, leaves: "opportunities" },
    {
      "lists.advertised": {
        title: `An image makes an opportunity for each of ${SPECS} Test Specs`,
        provenance: ["D 742", "D 748"],
        statements: ["4.one-per-test-spec"],
        operation: "advertiseImage",
        answer: "201",
        async run(t) {
          const { made } = await manyThings(t);
          const counts = made.map((ids) => new Set(ids.map(idOf)).size);
          same("opportunities of each image", counts, Array<number>(IMAGES).fill(SPECS));
        },
      },
      "lists.test-specs": {
        title: `A product's ${SPECS} Test Specs are all listed`,
        provenance: ["A-08"],
        statements: ["4.listTestSpecs"],
        operation: "listTestSpecs",
        async run(t) {
          const { product, specs } = await manyThings(t);
          const answer = await t.call("listTestSpecs", { path: { product_id: product.id } });
          const listed = list<TestSpec>(answered(answer, 200), "test_specs").map(({ id }) => id);
          same("the Test Specs", listed.toSorted(), specs.map(({ id }) => id).toSorted());
        },
      },
      "lists.events": {
        title: `All ${SPECS * IMAGES} event logs of a product are listed`,
        provenance: ["A-23"],
        statements: ["5.no-filter"],
        async run(t) {
          const { product, made } = await manyThings(t);
          const logs = await eventLogs(t, product.id);
          same("the opportunities", logs.map(idOf).toSorted(), made.flat().map(idOf).toSorted());
        },
      },
      "lists.events.of-image": {
        title: `All ${SPECS} event logs of one image are found among ${SPECS * IMAGES}`,
        provenance: ["A-23"],
        statements: ["5.filters"],
        async run(t) {
          const { product, made } = await manyThings(t);
          const { image_unique_id } = made[1]![0]!;
          const logs = await eventLogs(t, product.id, { image_unique_id });
          same("the opportunities", logs.map(idOf).toSorted(), made[1]!.map(idOf).toSorted());
        },
      },
      "lists.events.order-of-ids": {
        title: `${SPECS * IMAGES} event logs and ${SPECS} Test Specs are listed in the order of creation`,
        provenance: ["A-08", "A-23", "D 748"],
        statements: ["4.listTestSpecs", "5.no-filter"],
        async run(t) {
          const { product, specs, made } = await manyThings(t);
          const logs = await eventLogs(t, product.id);
          same("the opportunities", logs.map(idOf), made.flat().map(idOf), ["A-23"]);
          const answer = await t.call("listTestSpecs", { path: { product_id: product.id } });
          const listed = list<TestSpec>(answered(answer, 200), "test_specs").map(({ id }) => id);
          same(
            "the Test Specs",
            listed,
            specs.map(({ id }) => id),
            ["A-08"],
          );
        },
      },
      "lists.events.order": {
        title: "Event logs of three images are listed in the order of the advertisements",
        provenance: ["A-23"],
        statements: ["5.no-filter"],
        async run(t) {
          const { product, made } = await manyThings(t);
          const logs = await eventLogs(t, product.id);
          const image = new Map(made.flat().map((one) => [one.test_opportunity_id, one.image_unique_id]));
          const images = logs.map(({ test_opportunity_id: id }) => image.get(id));
          const order = [...new Set(images)];
          same(
            "images in the list",
            order,
            made.map(([one]) => one!.image_unique_id),
          );
          const times = logs.map(({ queued_at }) => microsOf(queued_at));
          check(
            times.every((at, n) => n === 0 || at >= times[n - 1]!),
            "ascending queued_at",
            times,
          );
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "lists.results": {
        title: `All ${RESULTS} results of a product are listed`,
        provenance: ["A-18"],
        statements: ["6.shows-when-stored"],
        async run(t) {
          const { of, results } = await manyResults(t);
          const found = await t.until(`${RESULTS} results`, async () => {
            const all = await testResults(t, of.product.id);
            return all.length >= RESULTS ? all : null;
          });
          same("the results", found.map(({ id }) => id).toSorted(), results.toSorted());
        },
      },
      "lists.picks.order-of-ids": {
        title: `${RESULTS} opportunities are picked in the order of the advertisements' answers`,
        provenance: ["A-21"],
        statements: ["7.oldest-first"],
        operation: "pickTestOpportunity",
        async run(t) {
          const { of, given } = await manyResults(t);
          same("the picks", given, of.made.flat().map(idOf).slice(0, RESULTS));
        },
      },
      "lists.picks": {
        title: "An agent gets the opportunities of three images in the order of the advertisements",
        provenance: ["A-21"],
        statements: ["7.oldest-first"],
        operation: "pickTestOpportunity",
        async run(t) {
          const { of, given } = await manyResults(t);
          const image = new Map(of.made.flat().map((one) => [one.test_opportunity_id, one.image_unique_id]));
          const order = given.map((id) => image.get(id));
          const expected = of.made.flatMap((ids) => ids.map(({ image_unique_id }) => image_unique_id));
          same("images of the picks", order, expected.slice(0, RESULTS));
        },
      },
    },
  ),
];
