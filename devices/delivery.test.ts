import { describe, expect, it } from "vitest";
import { MAX_RETRY_AFTER, REFUSED_WAIT } from "./back-off.js";
import { memoryOutbox, type Outbox } from "./outbox.js";
import { refusal } from "./testing/fake-spi.js";
import { plain, testLab } from "./testing/test-lab.js";

const MINUTE = 60_000;
const POSTED = 4 * MINUTE;
/** Draws of 0.5 make each wait three quarters of its full length. */
const even = (...what: string[]): number => (what[1] === "first-poll" ? 0 : 0.5);
const broken = (): never => {
  throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
};

function setUp(options: Parameters<typeof testLab>[1] = {}) {
  const set = testLab([plain()], { draw: even, ...options });
  set.spi.add("op-1");
  const posts = (): number[] => set.spi.of("result").map((call) => call.at - POSTED);
  return { ...set, posts };
}

describe("posting a result", () => {
  it("retries with growing pauses until the service accepts it, byte for byte the same", async () => {
    const { clock, spi, lab, posts, find } = setUp();
    spi.next("result", () => refusal(503, "busy"), 8);
    lab.start();
    await clock.advance(POSTED + 10 * MINUTE);
    const waits = posts().map((at, n) => at - (posts()[n - 1] ?? 0));
    expect(waits).toEqual([0, 1000, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000]);
    expect(new Set(spi.of("result").map((call) => call.text)).size).toBe(1);
    expect(spi.taken).toHaveProperty("op-1");
    expect(find("retry")[0]).toMatchObject({ opportunity_id: "op-1", in_ms: 1000, why: "503 busy" });
  });

  it("survives broken connections and answers that are not JSON", async () => {
    const { clock, spi, lab, posts, find, outbox } = setUp();
    spi.next("result", broken);
    spi.next("result", () => new Response("<html>", { status: 200 }));
    lab.start();
    await clock.advance(POSTED + 500);
    await expect(outbox.list("dev")).resolves.toHaveLength(1);
    expect(lab.devices()[0]).toMatchObject({ activity: "backing-off", unsent: 1 });
    await clock.advance(MINUTE);
    expect(posts()).toHaveLength(3);
    expect(find("retry").map((event) => event.why)).toEqual([
      "no answer: fetch failed: connect ECONNREFUSED",
      "200 the answer is not JSON",
    ]);
    expect(find("posted")).toMatchObject([{ http_status: 201, status: "PASSED" }]);
    await expect(outbox.list("dev")).resolves.toEqual([]);
    expect(lab.devices()[0]).toMatchObject({ unsent: 0 });
  });

  it("counts as delivered when only the answer was lost", async () => {
    const { clock, spi } = setUp();
    const answered = spi.fetch;
    let lost = 1;
    const lossy: typeof spi.fetch = async (url, init) => {
      const response = await answered(url, init);
      return url.endsWith("/results") && lost-- > 0 ? broken() : response;
    };
    const other = testLab([plain()], { draw: even, clock, fetchFor: () => lossy });
    other.lab.start();
    await clock.advance(POSTED + MINUTE);
    expect(spi.of("result").map((call) => call.status)).toEqual([201, 200]);
    expect(other.find("posted")).toMatchObject([{ http_status: 200 }]);
  });

  it.each([
    ["120", 120_000],
    ["Mon, 04 Jan 2016 17:05:30 GMT", 90_000],
    ["7200000", MAX_RETRY_AFTER],
    ["soon", 1000],
    ["0", 1000],
  ])("honours Retry-After: %s", async (value, wait) => {
    const { clock, spi, lab, posts } = setUp();
    spi.next("result", () => refusal(429, "slow down", { "retry-after": value }));
    lab.start();
    await clock.advance(POSTED + MAX_RETRY_AFTER);
    expect(Math.round(posts()[1]! / 10) * 10).toBe(wait);
  });

  it.each([404, 409, 405])("is given up on %i", async (status) => {
    const { clock, spi, lab, posts, find, outbox } = setUp();
    spi.next("result", () => refusal(status, "no"), 99);
    lab.start();
    await clock.advance(POSTED + 15_000);
    expect(posts()).toEqual([0]);
    expect(find("refused")).toMatchObject([
      { opportunity_id: "op-1", http_status: status, message: "no", then: "the result is given up" },
    ]);
    await expect(outbox.list("dev")).resolves.toEqual([]);
    expect(lab.devices()[0]).toMatchObject({ activity: "idle", last_results: [{ http_status: status }] });
    expect(spi.of("pick").map((call) => call.at)).toEqual([0, POSTED, POSTED + 10_000]);
  });

  it.each([400, 413])("reports a refusal with %i in a short ERROR result, once", async (status) => {
    const { clock, spi, lab, find, posts } = setUp();
    spi.next("result", () => refusal(status, "cannot take that"));
    lab.start();
    await clock.advance(POSTED);
    const post = spi.taken["op-1"]!;
    expect(post.test_status).toBe("ERROR");
    expect(post.result_payload.error).toMatch(
      new RegExp(`^a PASSED result of \\d+ bytes was refused: ${status} cannot`),
    );
    expect(find("refused")).toMatchObject([
      { http_status: status, then: "posts a short ERROR result instead" },
    ]);
    expect(lab.devices()[0]!.last_results).toMatchObject([{ status: "ERROR", http_status: 201 }]);
    spi.add("op-2");
    spi.next("result", () => refusal(status, "cannot take that"), 99);
    await clock.advance(2 * POSTED);
    expect(posts()).toHaveLength(4);
    expect(find("refused").at(-1)).toMatchObject({ then: "the result is given up" });
  });

  it("waits for fixed credentials, and keeps the result", async () => {
    const { clock, spi, lab, posts, find } = setUp();
    spi.next("result", () => refusal(401, "bad signature"));
    lab.start();
    await clock.advance(POSTED + REFUSED_WAIT);
    expect(posts()).toEqual([0, REFUSED_WAIT]);
    expect(find("retry")[0]!.why).toBe("401 bad signature; check the agent's credentials");
    expect(spi.taken).toHaveProperty("op-1");
  });

  it("does not prevent 'until idle' from ending forever", async () => {
    const { clock, spi, lab } = setUp();
    spi.next("result", () => refusal(500, "broken"), 1e9);
    lab.start();
    await expect(clock.advanceUntilIdle()).resolves.toMatchObject({ stopped: "idle" });
    expect(lab.devices()[0]).toMatchObject({ activity: "backing-off" });
  });

  it("works even if the outbox fails", async () => {
    const full: Outbox = { ...memoryOutbox(), save: () => Promise.reject(new Error("ENOSPC")) };
    const { clock, spi, lab } = setUp({ outbox: full });
    lab.start();
    await clock.advance(POSTED);
    expect(spi.taken).toHaveProperty("op-1");
  });
});

describe("results left by an earlier run", () => {
  it("are posted before anything else, oldest first", async () => {
    const outbox = memoryOutbox();
    const { clock, spi, lab, find } = setUp({ outbox });
    const body = (status: string): string =>
      JSON.stringify({ agent_id: "dev", test_status: status, result_payload: {} });
    await outbox.save({ agent_id: "dev", opportunity_id: "old-1", body: body("FAILED") });
    await outbox.save({ agent_id: "other", opportunity_id: "old-2", body: body("PASSED") });
    await outbox.save({ agent_id: "dev", opportunity_id: "old-3", body: body("PASSED") });
    spi.hold("old-1", "dev");
    lab.start();
    await clock.advance(0);
    expect(spi.calls.map((call) => [call.op, call.id, call.status])).toEqual([
      ["result", "old-1", 201],
      ["result", "old-3", 404],
      ["pick", "dev", 200],
    ]);
    expect(spi.calls[0]!.text).toBe(body("FAILED"));
    expect(find("posted")).toMatchObject([{ opportunity_id: "old-1", status: "FAILED" }]);
    await expect(outbox.list("dev")).resolves.toEqual([]);
    await expect(outbox.list("other")).resolves.toHaveLength(1);
  });
});

describe("polling", () => {
  it("backs off while the service fails, and resets afterwards", async () => {
    const { clock, spi, lab } = testLab([plain()], { draw: even });
    spi.next("pick", broken, 2);
    spi.next("pick", () => refusal(503, "busy", { "retry-after": "7" }));
    spi.next("pick", () => new Response(null, { status: 204 }));
    spi.next("pick", broken);
    lab.start();
    await clock.advance(MINUTE / 2);
    expect(spi.of("pick").map((call) => call.at)).toEqual([0, 1000, 2500, 9500, 19_500, 20_500, ...[]]);
    expect(lab.devices()[0]).toMatchObject({ activity: "idle" });
  });

  it.each([
    ["401", () => refusal(401, "unknown token"), "check the agent's credentials"],
    ["403", () => refusal(403, "suspended"), "check the agent's credentials"],
    ["400", () => refusal(400, "bad id"), "check the agent's settings"],
    ["nonsense", () => Response.json({ hello: "world" }), "check the agent's settings"],
  ])("polls rarely after %s", async (_, answer, then) => {
    const { clock, spi, lab, find } = testLab([plain()], { draw: even });
    spi.next("pick", answer);
    lab.start();
    await clock.advance(REFUSED_WAIT);
    expect(spi.of("pick").map((call) => call.at)).toEqual([0, REFUSED_WAIT]);
    expect(find("refused")).toMatchObject([{ opportunity_id: null, then }]);
  });
});
