import { oncePerRun } from "../../run/once-per-run.js";
import type { ClauseContext } from "../clause.js";
import { pickOne, posted } from "./agent.js";
import type { TestOpportunity, TestResult } from "./bodies.js";
import { eventLogs, storedResult } from "./read.js";
import { advertise, type Context, type TriggerKind } from "./trigger.js";
import { agentFor } from "./walk.js";

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
export const STEPS: Record<string, Step> = {
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

export interface Done {
  expected: Context;
  logged: Context;
  picked: TestOpportunity;
  result: TestResult;
}

export function allSteps(t: ClauseContext): Promise<ReadonlyMap<string, Done>> {
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
