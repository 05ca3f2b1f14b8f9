import { check } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import type { Clause, ClauseContext } from "./clause.js";
import { pickOne, posted } from "./support/agent.js";
import type { AdvertisedIds, TestOpportunity, TestResult } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, filled, same } from "./support/expect.js";
import { baseOf, eventLogs, logOf, storedResult } from "./support/read.js";
import { advertise, type Context, type TriggerKind } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";

/** One of many advertisements to two products, and the expected context of its opportunities. */
interface Step {
  words: string;
  /** The index of the product. */
  to?: "second";
  send: { kind: TriggerKind | "gold-master-at-snaps"; body: (names: Names) => Record<string, unknown> };
  expect: (names: Names) => Partial<Context>;
  /** Grounds beside A-13. */
  by?: readonly string[];
}

/** Names of snaps; the products do not reference the last. */
interface Names {
  a: string;
  b: string;
  c: string;
  none: string;
}

type Channel = "edge" | "beta" | "candidate" | "stable";

const snap = (
  words: string,
  name: keyof Names,
  revision: number,
  channel: Channel,
  base: Channel | null,
  more: Pick<Step, "to" | "by"> = {},
): Step => ({
  words,
  send: { kind: "snap", body: (names) => ({ name: names[name], revision, channel }) },
  expect: (names) => ({
    ...{ snaps: [{ name: names[name], revision }], channel, primary_snap_name: names[name] },
    ...{ base_channel: base, update_channel: channel },
  }),
  ...more,
});

const goldMaster = (
  words: string,
  snaps: readonly (readonly [keyof Names, number])[],
  channel: Channel,
  more: Pick<Step, "to" | "by"> & { at?: "gold-master-at-snaps" } = {},
): Step => ({
  words,
  send: {
    kind: more.at ?? "gold-master",
    body: (names) => ({ snaps: snaps.map(([name, revision]) => ({ name: names[name], revision })), channel }),
  },
  expect: (names) => ({
    snaps: snaps.map(([name, revision]) => ({ name: names[name], revision })),
    ...{ channel, primary_snap_name: names[snaps.at(-1)![0]], base_channel: channel },
  }),
  ...more,
});

const image = (words: string, channel: Channel | null): Step => ({
  words,
  send: { kind: "image", body: () => ({ image_reference: { of: words }, channel }) },
  expect: () => ({ image_reference: { of: words }, channel }),
});

const AGAIN = { by: ["A-12"] };

/** In order, because each affects, or must not affect, the later ones. */
const STEPS: Record<string, Step> = {
  "before-any": snap("a snap before any gold master", "a", 1, "edge", null),
  "second-first": goldMaster("a gold master of another product", [["a", 1]], "stable", { to: "second" }),
  "other-product": snap("another snap, while only another product has a gold master", "b", 1, "edge", null),
  "two-snaps": goldMaster(
    "a gold master of two snaps",
    [
      ["a", 1],
      ["b", 1],
    ],
    "beta",
  ),
  "again-null": snap("the first snap again, which had no base", "a", 1, "edge", null, AGAIN),
  "after-first": snap("a new revision", "a", 2, "edge", "beta"),
  image: image("an image after a gold master", "candidate"),
  "after-image": snap("a snap after an image of another channel", "b", 1, "stable", "beta", AGAIN),
  "image-without-channel": image("an image without a channel", null),
  "another-order": goldMaster(
    "a gold master of three snaps in another order",
    [
      ["c", 1],
      ["b", 2],
      ["a", 3],
    ],
    "stable",
  ),
  "again-first": snap("a revision again after a newer gold master", "a", 2, "edge", "beta", AGAIN),
  "other-channel": snap("the same revision on another channel", "a", 2, "candidate", "stable", AGAIN),
  "listed-before": snap("a revision that only occurred in gold masters", "a", 3, "edge", "stable"),
  foreign: goldMaster("a gold master of a snap that the product does not reference", [["none", 5]], "edge"),
  "other-snap": snap("another snap with a repeated revision and channel", "b", 2, "edge", "edge"),
  "again-other-channel": snap("a revision on its other channel again", "a", 2, "candidate", "stable", AGAIN),
  "again-null-late": snap("the very first snap again, after four gold masters", "a", 1, "edge", null, AGAIN),
  "in-second": snap("the first snap's revision at the other product", "a", 1, "edge", "stable", {
    to: "second",
  }),
  "at-snaps": goldMaster(
    "a gold master posted to /snaps",
    [
      ["b", 7],
      ["c", 2],
    ],
    "candidate",
    {
      at: "gold-master-at-snaps",
      by: ["C-2"],
    },
  ),
  "after-at-snaps": snap("a snap after a gold master posted to /snaps", "c", 1, "beta", "candidate"),
  "same-snap-twice": goldMaster(
    "a repeated gold master",
    [
      ["b", 7],
      ["c", 2],
    ],
    "stable",
  ),
  "own-channel": snap("a snap on the channel of its base", "c", 3, "stable", "stable"),
  "revision-zero": snap("revision 0", "c", 0, "stable", "stable"),
  "image-last": image("an image after all of them", "edge"),
};

interface Done {
  expected: Context;
  logged: Context;
  picked: TestOpportunity;
  result: TestResult;
}

function allSteps(t: ClauseContext): Promise<ReadonlyMap<string, Done>> {
  return oncePerRun(t, "contexts", async () => {
    const [a, b, c, none] = ["a", "b", "c", "none"].map((name) => `${t.name(name)}.foo`) as [
      string,
      string,
      string,
      string,
    ];
    const names = { a, b, c, none };
    const platform = t.make.platform();
    const products = {
      first: await t.make.product({ snaps: [a, b, c] }),
      second: await t.make.product({ snaps: [c, a] }),
    };
    for (const { id } of Object.values(products)) await t.make.testSpec(id, { platform });
    const made: { name: string; step: Step; productId: string; id: string }[] = [];
    for (const [name, step] of Object.entries(STEPS)) {
      const { id: productId } = products[step.to ?? "first"];
      const { kind } = step.send;
      const body = { ...step.send.body(names), ...(kind === "image" ? { image_unique_id: t.uuid() } : {}) };
      const way = kind === "gold-master-at-snaps" ? "snap" : kind;
      const [{ test_opportunity_id: id }] = await advertise(t, way, productId, body);
      made.push({ name, step, productId, id });
    }
    const logs = new Map(
      (await Promise.all(Object.values(products).map(({ id }) => eventLogs(t, id))))
        .flat()
        .map((log) => [log.test_opportunity_id, log.test_opportunity as unknown as Context]),
    );
    const agent = agentFor(t, platform);
    const done = new Map<string, Done>();
    for (const { name, step, productId, id } of made) {
      const picked = await pickOne(t, agent, [id]);
      await posted(t, id, { agent_id: agent.agent_id });
      const result = await storedResult(t, productId, id);
      const nothing: Context = {
        ...{ image_reference: null, extra_snaps: [], snaps: [], channel: null, platform },
        ...{ primary_snap_name: null, base_channel: null, update_channel: null },
      };
      const logged = logs.get(id) ?? ({} as Context);
      done.set(name, { expected: { ...nothing, ...step.expect(names) }, logged, picked, result });
    }
    return done;
  });
}

const LOGGED = [
  "image_reference",
  "extra_snaps",
  "snaps",
  "channel",
  "primary_snap_name",
  "base_channel",
  "update_channel",
  "platform",
] as const;
const IN_RESULTS = [
  "image_reference",
  "extra_snaps",
  "primary_snap_name",
  "base_channel",
  "update_channel",
] as const;
const part = (of: unknown, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, fields(of)[name]]));

const PLACES = [
  {
    place: "log",
    operation: "listTestEvents",
    by: ["A-15"],
    fields: LOGGED,
    shown: ({ logged }: Done): unknown => logged,
  },
  {
    place: "pick",
    operation: "pickTestOpportunity",
    by: ["A-21"],
    fields: LOGGED,
    shown: ({ picked }: Done): unknown => picked,
  },
  {
    place: "result",
    operation: "listTestResults",
    by: ["D 1076-1080", "A-19"],
    fields: IN_RESULTS,
    shown: ({ result }: Done): unknown => result,
  },
] as const;

const sequence = Object.entries(STEPS).flatMap(([name, { words, by = [], send }]) =>
  PLACES.flatMap((place) =>
    defineClauses(
      { operation: place.operation, answer: "200", needs: WALK, leaves: "opportunities" },
      {
        [`contexts.${place.place}.${name}`]: {
          title: `Among many advertisements the ${place.place} has the context of ${words}`,
          provenance: [...place.by, "A-13", ...(send.kind === "image" ? ["A-14"] : []), ...by],
          statements: [
            by.includes("A-12")
              ? "4.advertised-again"
              : `4.context-of-${send.kind === "gold-master-at-snaps" ? "gold-master" : send.kind}`,
          ],
          async run(t) {
            const done = (await allSteps(t)).get(name)!;
            same(
              `the context of ${words}`,
              part(place.shown(done), place.fields),
              part(done.expected, place.fields),
            );
          },
        },
      },
    ),
  ),
);

/** Later changes do not affect an opportunity, and a product keeps its last gold master when it is replaced. */
const lasting = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: MAKE, leaves: "opportunities" },
  {
    "contexts.stays": {
      title: "An opportunity keeps its context after later advertisements, replacements and deletions",
      provenance: ["A-13", "A-15", "A-29"],
      statements: ["4.context-of-snap", "4.updateProduct"],
      async run(t) {
        const { product, names, specId } = await ready(t);
        const path = { product_id: product.id };
        const [{ test_opportunity_id: id }] = await advertise(t, "snap", product.id, {
          name: names[0],
          revision: 1,
          channel: "edge",
        });
        const before = await logOf(t, product.id, id);
        await advertise(t, "gold-master", product.id, {
          snaps: [{ name: names[1], revision: 2 }],
          channel: "stable",
        });
        await advertise(t, "snap", product.id, { name: names[0], revision: 2, channel: "beta" });
        answered(
          await t.call("updateProduct", { path, body: { name: t.name("other"), release: "r", snaps: [] } }),
          200,
        );
        answered(await t.call("deleteTestSpec", { path: { ...path, test_spec_id: specId } }), 204);
        const after: Record<string, unknown> = { ...(await logOf(t, product.id, id)) };
        delete after["updated_at"];
        same("the log", after, part(before, Object.keys(after)));
      },
    },
    "contexts.base.after-replacement": {
      title: "A replaced product keeps its last gold master and the contexts of its revisions",
      provenance: ["A-07", "A-12", "A-13", "A-15"],
      statements: ["4.updateProduct", "4.advertised-again"],
      async run(t) {
        const { product, names } = await ready(t);
        const path = { product_id: product.id };
        const of = async (revision: number): Promise<unknown> => {
          const [{ test_opportunity_id: id }] = await advertise(t, "snap", product.id, {
            name: names[0],
            revision,
            channel: "edge",
          });
          return baseOf(t, product.id, id);
        };
        same("the base of revision 1", await of(1), null);
        await advertise(t, "gold-master", product.id, {
          snaps: [{ name: names[1], revision: 2 }],
          channel: "candidate",
        });
        answered(
          await t.call("updateProduct", {
            path,
            body: { name: t.name("other"), release: "r", snaps: [names[0]] },
          }),
          200,
        );
        same("the base of revision 2", await of(2), "candidate");
        same("the base of revision 1 again", await of(1), null);
      },
    },
    "contexts.base.refused-gold-master": {
      title: "A refused gold master is not a base",
      provenance: ["A-09", "A-13", "A-15"],
      statements: ["4.unknown-channel", "4.context-of-snap"],
      async run(t) {
        const { product, names } = await ready(t);
        const path = { product_id: product.id };
        const snaps = [{ name: names[1], revision: 2 }];
        await advertise(t, "gold-master", product.id, { snaps, channel: "beta" });
        for (const body of [
          { snaps: [], channel: "stable" },
          { snaps, channel: "Stable" },
          { snaps: [{ name: names[1] }], channel: "stable" },
        ])
          answered(await t.call("advertiseGoldMaster", { path, body }), 400);
        const [{ test_opportunity_id: id }] = await advertise(t, "snap", product.id, {
          name: names[0],
          revision: 1,
          channel: "edge",
        });
        same("the base", await baseOf(t, product.id, id), "beta");
      },
    },
    "contexts.base.new-test-spec": {
      title: "A repeated revision keeps its base also for a new Test Spec",
      provenance: ["A-12", "A-15"],
      statements: ["4.advertised-again"],
      async run(t) {
        const { product, names } = await ready(t);
        const body = { name: names[0], revision: 1, channel: "edge" };
        await advertise(t, "snap", product.id, body);
        await advertise(t, "gold-master", product.id, {
          snaps: [{ name: names[1], revision: 2 }],
          channel: "stable",
        });
        await t.make.testSpec(product.id);
        const ids = await advertise(t, "snap", product.id, body);
        check(ids.length === 2, "two opportunities", ids);
        for (const { test_opportunity_id: id } of ids)
          same("the base", await baseOf(t, product.id, id), null);
      },
    },
    "contexts.legacy-snap": {
      title:
        "For each product a legacy snap revision has the base of that product's last gold master, and no channel",
      provenance: ["A-13", "A-15", "L 788-790"],
      statements: ["8.legacyAdvertiseSnap", "4.context-of-snap"],
      operation: "legacyAdvertiseSnap",
      answer: "201",
      needs: [...MAKE, "legacy"],
      async run(t) {
        const name = `${t.name("snap")}.foo`;
        const of = [];
        for (const channel of ["stable", null, "beta"]) {
          const product = await t.make.product({ snaps: [name] });
          await t.make.testSpec(product.id);
          if (channel)
            await advertise(t, "gold-master", product.id, { snaps: [{ name, revision: 1 }], channel });
          of.push({ product, channel });
        }
        const path = { org_id: t.target.organization! };
        const answer = await t.call("legacyAdvertiseSnap", { path, body: { name, revision: 4 } });
        const ids = filled<AdvertisedIds["ids"][number]>(answered(answer, 201), "ids");
        check(new Set(ids.map((one) => one.image_unique_id)).size === 1, "one image_unique_id", ids);
        for (const { product, channel } of of) {
          const own = (await eventLogs(t, product.id)).find(
            (log) => log.image_unique_id === ids[0].image_unique_id,
          );
          const shown = part(own?.test_opportunity, [
            "snaps",
            "primary_snap_name",
            "base_channel",
            "update_channel",
            "channel",
          ]);
          const expected = {
            primary_snap_name: name,
            base_channel: channel,
            update_channel: null,
            channel: null,
          };
          same("the context", shown, { snaps: [{ name, revision: 4 }], ...expected });
        }
      },
    },
    "contexts.legacy-snap.own": {
      title:
        "A legacy snap revision has a base of its own, also if the same revision was on each channel before",
      provenance: ["A-12", "A-13", "A-15"],
      statements: ["4.advertised-again", "8.legacyAdvertiseSnap"],
      operation: "legacyAdvertiseSnap",
      answer: "201",
      needs: [...MAKE, "legacy"],
      async run(t) {
        const { product, names } = await ready(t);
        const body = { name: names[0], revision: 4 };
        for (const channel of ["edge", "beta", "candidate", "stable"])
          await advertise(t, "snap", product.id, { ...body, channel });
        const base = { snaps: [{ name: names[0], revision: 1 }], channel: "beta" };
        await advertise(t, "gold-master", product.id, base);
        const path = { org_id: t.target.organization! };
        const answer = await t.call("legacyAdvertiseSnap", { path, body });
        const [{ test_opportunity_id }] = filled<AdvertisedIds["ids"][number]>(answered(answer, 201), "ids");
        same("base_channel", await baseOf(t, product.id, test_opportunity_id), "beta");
      },
    },
  },
);

/** A product with two snaps and a Test Spec. */
async function ready(t: ClauseContext) {
  const names = [`${t.name("x")}.foo`, `${t.name("y")}.foo`] as const;
  const product = await t.make.product({ snaps: [...names] });
  return { product, names, specId: (await t.make.testSpec(product.id)).id };
}

/** Contexts of opportunities after several advertisements (contract.md §4). */
export const contexts: readonly Clause[] = [...sequence, ...lasting];
