import { describe, expect, it } from "vitest";
import { modelFlaws } from "../../contract-tests/model/flaws/index.js";
import type { TrafficExchange } from "../exchange.js";
import type { Ask } from "../testing/asked-model.js";
import { recordedOf, replayedHere, untilStored } from "../testing/replayed.js";
import { walkThrough } from "../testing/walk-through.js";

/** As if each request came two seconds after the one before it. */
const slowly = (exchanges: readonly TrafficExchange[]): TrafficExchange[] =>
  exchanges.map((one, index) => ({
    ...one,
    began: one.began + 2000 * index,
    ended: one.ended + 2000 * index,
  }));

describe("a recording of the independent server", () => {
  it("replays with no difference, and of all its exchanges something is compared", async () => {
    const exchanges = await recordedOf(walkThrough);
    const { differing, tally } = await replayedHere(exchanges);
    expect(differing).toEqual([]);
    const all = exchanges.length;
    expect(tally.counts).toEqual({
      exchanges: all,
      compared: all,
      agreeing: all,
      differing: 0,
      not_compared: 0,
    });
    // Only the messages of refusals are left out, and what was stored at any moment.
    const reasons = tally.reasons().filter(({ text }) => !text.includes("may have been a moment before"));
    expect(reasons.map(({ text }) => text)).toEqual(Array(3).fill("message: words for people"));
  });

  it("and clients that wait for a state replays with their waits", async () => {
    const exchanges = await recordedOf((ask) => walkThrough(untilStored(ask)));
    expect(exchanges.at(-5)!.answer!.body.text).toContain('"test_status":"PASSED"');
    expect((await replayedHere(exchanges)).differing).toEqual([]);
  });

  it("whose agents, which are not recorded, have opportunities before the advertisement is answered", async () => {
    const owner = async (ask: Ask): Promise<void> => {
      const { json: product } = await ask("POST", "/products", { name: "a.b", release: "r", snaps: ["a.b"] });
      const at = `/products/${product?.id}`;
      await ask("POST", `${at}/test-specs`, { name: "one" });
      await ask("POST", `${at}/snaps`, { name: "a.b", revision: 7, channel: "edge" });
      const { json: work } = await ask("POST", "/agents/quick/pick", {});
      const result = { agent_id: "quick", test_status: "PASSED", result_payload: {} };
      await untilStored(ask)("POST", `/test-opportunities/${work?.test_opportunity_id}/results`, result);
      for (const list of ["events", "results"]) await ask("GET", `${at}/tests/${list}`);
    };
    const all = await recordedOf(owner);
    const exchanges = all.filter(({ path }) => !/agents|test-opportunities|orgs/.test(path));
    expect(exchanges.at(-2)!.answer!.body.text).toContain("RESULT_STORED");
    expect((await replayedHere(exchanges)).differing).toEqual([]);
  });

  it("that stores a result a moment later than the emulator is not told to differ", async () => {
    const exchanges = await recordedOf(walkThrough, (policy) => void (policy.flow.storeDelay = 2 ** 31 - 1));
    expect((await replayedHere(exchanges)).differing).toEqual([]);
  });

  it("that stores it much later shows that, and nothing else", async () => {
    const never = await recordedOf(walkThrough, (policy) => void (policy.flow.storeDelay = 2 ** 31 - 1));
    expect((await replayedHere(slowly(never))).differing).toEqual([
      "replay.listTestEvents.200.event_logs[].events.state",
      "replay.listTestResults.200.test_results[].extra",
      "replay.listTestResultsAlias.200.test_results[].extra",
    ]);
  });
});

describe("one planted difference is told, and no other:", () => {
  it.for<[kind: string, flaw: string, ...rules: string[]]>([
    ["a status", "error-404-is-400", "getProduct.400.status.status"],
    ["a status of a path", "method-404", "no-operation.404.status.status"],
    ["a field missing", "picked-no-group", "listTestEvents.200.event_logs[].events[].agent_group.extra"],
    ["a field more", "log-extra-field", "listTestEvents.200.event_logs[].extra_field.missing"],
    [
      "a type",
      "gold-master-revision-text",
      "listTestEvents.200.event_logs[].test_opportunity.snaps[].revision.type",
    ],
    ["a value", "picked-group-is-platform", "listTestEvents.200.event_logs[].events[].agent_group.value"],
    ["an event missing", "picked-disappears", "listTestEvents.200.event_logs[].events[].extra"],
    ["an order of items", "logs-newest-first", "listTestEvents.200.event_logs[].order"],
    ["an order of events", "events-newest-first", "listTestEvents.200.event_logs[].events[].order"],
    ["an order of times", "queued-at-float", "listTestEvents.200.event_logs[].events[].timestamp.order"],
    ["a header", "method-no-allow", "no-operation.405.header.allow.header"],
    ["a form of times", "updated-at-naive", "listTestEvents.200.event_logs[].updated_at.form"],
    ["a form of ids", "log-product-name", "listTestEvents.200.event_logs[].product_id.form"],
    ["an id of another thing", "log-other-ids", "listTestEvents.200.event_logs[].test_opportunity.id.id"],
    ["an agent that gets another one", "pick-newest-first", "pickTestOpportunity.200.test_opportunity_id.id"],
  ])("%s (%s)", async ([, id, ...rules]) => {
    const apply =
      id === "log-extra-field"
        ? (policy: Parameters<(typeof modelFlaws)[0]["apply"]>[0]): void => {
            const right = policy.views.log;
            policy.views.log = (opportunity) => ({ ...right(opportunity), extra_field: 1 });
          }
        : modelFlaws.find((flaw) => flaw.id === id)!.apply;
    const { differing } = await replayedHere(await recordedOf(walkThrough, apply));
    expect(differing).toEqual(rules.map((rule) => `replay.${rule}`));
  });
});

describe("a recording that begins in mid-life", () => {
  it("replays with no difference, wherever it begins", async () => {
    const exchanges = await recordedOf(walkThrough);
    for (const from of [1, 3, 4, 7, 9, 12, 14, 18, 23, 26]) {
      const { differing, made } = await replayedHere(exchanges.slice(from));
      expect([from, differing]).toEqual([from, []]);
      expect(made.products).toBe(1);
    }
  });

  it("says what it made, and what it could not make as it was", async () => {
    const exchanges = await recordedOf(walkThrough);
    const { made } = await replayedHere(exchanges.slice(21, 26));
    expect(made).toMatchObject({ products: 1, specs: 2, opportunities: 6, picks: 3, results: 2 });
    expect(made.couldNot).toEqual([
      expect.stringMatching(/^product \S+: nothing tells its name and its snaps$/),
      ...["one", "two"].map((name) =>
        expect.stringMatching(new RegExp(`^Test Spec ${name} of product \\S+: only its name is told$`)),
      ),
      ...Array<unknown>(2).fill(
        expect.stringMatching(/^result of opportunity \S+: nothing tells its payload$/),
      ),
    ]);
  });
});
