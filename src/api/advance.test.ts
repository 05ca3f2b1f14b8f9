import { expect, it, onTestFinished } from "vitest";
import { testServer } from "../http/testing/test-server.js";
import { ORDINARY_TERMS } from "../sandbox/terms.js";
import { advanceClock, MOST_REQUESTS } from "./advance.js";
import { ControlClient } from "./control-client.js";

/** A client of a sandbox whose advances stop after 10 timers, with a timer each second. */
async function setUp(timers = Infinity) {
  const server = await testServer();
  const { advance } = server.sandbox.terms.limits;
  const { timers: ordinary } = advance;
  advance.timers = 10;
  onTestFinished(() => void (advance.timers = ordinary));
  const { clock } = server;
  const again = (): void => {
    if (--timers > 0) clock.after(1000, again);
  };
  clock.after(1000, again);
  let requests = 0;
  const client = new ControlClient({
    url: "http://127.0.0.1:7740",
    async fetch(url, init) {
      requests += 1;
      const { pathname } = new URL(url);
      const answer = await server.control(init.method!, pathname, JSON.parse(init.body as string));
      return Response.json(answer.body, { status: answer.status });
    },
  });
  return { client, requests: () => requests };
}

it("goes on until the time has passed, and tells how far it is", async () => {
  const { client, requests } = await setUp();
  const told: number[] = [];
  const report = await advanceClock(client, {}, { by_ms: 35_500 }, ({ fired }) => told.push(fired));
  expect(report).toMatchObject({
    fired: 35,
    from: "2016-01-04T16:58:28.805000+00:00",
    now: "2016-01-04T16:59:04.305000+00:00",
    stopped: "advanced",
  });
  expect(told).toEqual([10, 20, 30]);
  expect(requests()).toBe(4);
});

it("goes on until it is idle, and no further than the limit", async () => {
  const some = await setUp(25);
  expect(await advanceClock(some.client, {}, { to: "idle" })).toMatchObject({ fired: 25, stopped: "idle" });
  const endless = await setUp();
  const report = await advanceClock(endless.client, {}, { to: "idle", limit_ms: 15_000 });
  expect(report).toMatchObject({ fired: 15, stopped: "limit", now: "2016-01-04T16:58:43.805000+00:00" });
  expect(report.reason).toMatch(/was not idle yet/);
});

it("is bounded in each sandbox of the operator", () => {
  expect(ORDINARY_TERMS.limits.advance).toEqual({ timers: 100_000, wallMs: 5000 });
});

it("ends where a further request gets no further", async () => {
  const report = { from: "2016-01-04T16:58:28.805000+00:00", now: "2016-01-04T16:58:28.805000+00:00" };
  const stuck = { ...report, fired: 0, stopped: "limit", reason: "r", background_timers: 0 };
  let requests = 0;
  const fetch = async (): Promise<Response> => {
    requests += 1;
    return Response.json(stuck);
  };
  const client = new ControlClient({ url: "http://127.0.0.1:7740", fetch });
  expect(await advanceClock(client, {}, { by_ms: 1000 })).toEqual(stuck);
  expect(requests).toBe(2);
});

it("ends after a number of requests where an emulator always announces more", async () => {
  let requests = 0;
  const fetch = async (): Promise<Response> => {
    const second = String(requests++ % 60).padStart(2, "0");
    const now = `2016-01-04T16:58:${second}.805000+00:00`;
    return Response.json({
      from: "2016-01-04T16:58:00.805000+00:00",
      now,
      fired: 1,
      stopped: "limit",
      reason: "r",
    });
  };
  const client = new ControlClient({ url: "http://127.0.0.1:7740", fetch });
  const report = await advanceClock(client, {}, { to: "next-event" });
  expect(report).toMatchObject({ fired: MOST_REQUESTS, stopped: "limit" });
  expect(requests).toBe(MOST_REQUESTS);
}, 20_000);
