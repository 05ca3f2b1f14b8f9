import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEVICE, type LabServer, labServer, SEED } from "../../sandbox/testing/lab-server.js";
import { traceText } from "../trace-text.js";

let server: LabServer;
let product: string;

async function begin(options: Parameters<typeof labServer>[0] = {}): Promise<void> {
  server = await labServer(options);
  product = (await server.send("GET", "/products")).body.products[0].id;
}
beforeEach(() => begin());
afterEach(() => server.close());

async function advertise(revision = 2, id = product): Promise<string> {
  const snap = { name: "test-snap.foo", revision, channel: "edge" };
  return (await server.send("POST", `/products/${id}/snaps`, snap)).body.ids[0].test_opportunity_id;
}
async function newProduct(name: string, specs: object[]): Promise<string> {
  const fields = { name, release: "15.04-core", snaps: ["test-snap.foo"] };
  const { id } = (await server.send("POST", "/products", fields)).body;
  for (const spec of specs) await server.send("POST", `/products/${id}/test-specs`, spec);
  return id;
}
const list = async (query = "") => (await server.control("GET", `/_emulator/opportunities${query}`)).body;
const idsOf = async (query = "") =>
  (await list(query)).opportunities.map((one: { test_opportunity_id: string }) => one.test_opportunity_id);
const why = async (id: string) => (await server.control("GET", `/_emulator/opportunities/${id}/why`)).body;
const trace = async (id: string) =>
  (await server.control("GET", `/_emulator/opportunities/${id}/trace`)).body;
const kinds = async (id: string) => (await trace(id)).entries.map((entry: { kind: string }) => entry.kind);

describe("listOpportunities", () => {
  it("lists a summary of each, newest first", async () => {
    const first = await advertise(1);
    await server.clock.advanceUntilIdle();
    const second = await advertise(2);
    const { opportunities, total, next } = await list();
    expect([total, next]).toEqual([2, null]);
    expect(opportunities[0]).toMatchObject({
      test_opportunity_id: second,
      state: "QUEUED_FOR_AGENTS",
      test_status: null,
      agent_id: null,
      why: expect.stringMatching(/^It waits for the next poll of dev, /),
    });
    expect(opportunities[1]).toMatchObject({
      test_opportunity_id: first,
      product_id: product,
      product_name: "test-product.foo",
      trigger: "snap",
      primary_snap_name: "test-snap.foo",
      revision: 1,
      channel: "edge",
      spec_name: "smoke",
      platform: "amd64",
      state: "RESULT_STORED",
      test_status: "PASSED",
      agent_id: "dev",
      why: null,
    });
  });

  it("pages through all, even if the last of a page is finished meanwhile", async () => {
    const older = await advertise(1, await newProduct("other", [{ name: "pi", platform: "pi2" }]));
    const ids = [];
    for (let revision = 1; revision <= 5; revision++) ids.unshift(await advertise(revision));
    const page = await list("?limit=2");
    expect([await idsOf("?limit=2"), page.total, page.next]).toEqual([ids.slice(0, 2), 6, ids[1]]);
    expect(await idsOf(`?limit=2&before=${ids[1]}`)).toEqual(ids.slice(2, 4));
    expect(await list(`?limit=2&before=${ids[3]}`)).toMatchObject({ total: 6, next: null });
    const unfinished = await list("?unfinished=true&limit=4");
    expect(unfinished.next).toBe(ids[3]);
    await server.clock.advance(9 * 60_000);
    expect((await list("?unfinished=true")).total).toBe(4);
    await server.clock.advance(9 * 60_000);
    expect(await idsOf(`?unfinished=true&before=${ids[3]}`)).toEqual([older]);
    expect(await idsOf(`?unfinished=false&before=${ids[3]}`)).toEqual([ids[4]]);
  });

  it("filters by product, state, outcome, platform and snap", async () => {
    const other = await newProduct("other", [{ name: "any" }, { name: "pi", platform: "pi2" }]);
    const mine = await advertise(1);
    await advertise(1, other);
    await server.control("POST", `/_emulator/opportunities/${mine}/override`, { status: "FAILED" });
    await server.clock.advanceUntilIdle();
    const totals = (...queries: string[]) => Promise.all(queries.map(async (q) => (await list(q)).total));
    expect(await totals(`?product=${product}`, `?product=${other.toUpperCase()}`)).toEqual([1, 2]);
    expect(await totals("?status=FAILED", "?status=PASSED", "?status=QUEUED_FOR_AGENTS")).toEqual([1, 1, 1]);
    expect(await totals("?status=RESULT_STORED", "?unfinished=true", "?unfinished=false")).toEqual([2, 1, 2]);
    expect(await totals("?platform=pi2", "?platform=amd64&status=PASSED")).toEqual([1, 0]);
    expect(await totals("?snap=test-snap.foo", "?snap=none", `?product=${mine}`)).toEqual([3, 0, 0]);
  });

  it("refuses a page after an unknown opportunity", async () => {
    const before = "00000000-0000-4000-8000-000000000000";
    const { status } = await server.control("GET", `/_emulator/opportunities?before=${before}`);
    expect(status).toBe(404);
  });
});

describe("explainOpportunity", () => {
  it("follows a walk from the queue to the end", async () => {
    await server.clock.advance(1000);
    const id = await advertise();
    const later = await advertise(3);
    expect((await why(id)).sentence).toMatch(
      /^It waits for the next poll of dev, which polls at .* the clock is manual/,
    );
    expect((await why(later)).sentence).toMatch(/^It waits its turn: 1 older one is ahead for dev; /);
    await server.clock.advance(10_000);
    expect(await why(id)).toMatchObject({
      state: "PICKED_BY_AGENT",
      sentence: expect.stringMatching(
        /^dev is at work on it: it is provisioning until 16:59:\d\d \(in \d+ s\); /,
      ),
    });
    expect((await why(later)).sentence).toMatch(/the lab's only one, dev, is provisioning until /);
    await server.clock.advance(200_000);
    for (let step = 0; (await why(id)).state !== "RESULT_POSTED" && step < 100; step++)
      await server.clock.advanceToNext();
    expect((await why(id)).sentence).toMatch(
      /^dev posted PASSED at .*; the result will be stored at .* \(in 30 ms\)/,
    );
    await server.clock.advanceUntilIdle();
    expect((await why(id)).sentence).toMatch(/^It is finished: PASSED by dev, stored at /);
  });

  it("says when no agent can take an opportunity", async () => {
    const other = await newProduct("other", [{ name: "pi", platform: "pi2" }]);
    const id = await advertise(1, other);
    await server.as("two@example.com")("POST", "/agents/theirs/pick", { platform: "riscv" });
    expect((await why(id)).sentence).toBe(
      "No agent of platform pi2 has polled (known platforms: amd64, riscv).",
    );
    await server.as("two@example.com")("POST", "/agents/theirs/pick", { platform: "pi2" });
    expect((await why(id)).sentence).toContain("work for another account: theirs (two@example.com)");
  });

  it("says that the lab is off, and what an external agent does", async () => {
    await server.close();
    await begin({ lab: false });
    const id = await advertise();
    expect((await why(id)).sentence).toBe("No agent has polled at all; the lab is off (--no-lab).");
    await server.send("POST", "/agents/mine/pick", { platform: "amd64" });
    expect((await why(id)).sentence).toMatch(
      /^mine picked it at 16:58:28 \(now\) and has sent no request since/,
    );
    const later = await advertise(3);
    expect((await why(later)).sentence).toMatch(/the only one known, mine, holds an opportunity/);
    await server.clock.advance(5000);
    await server.send("POST", `/test-opportunities/${later}/results`, {
      ...{ agent_id: "mine", test_status: "PASSED", result_payload: {} },
    });
    expect((await why(id)).sentence).toMatch(
      /^mine picked it .* and polled again at 16:58:33 \(now\) without a result/,
    );
  });

  it("answers 400 and 404", async () => {
    expect((await server.control("GET", "/_emulator/opportunities/nonsense/why")).status).toBe(400);
    const unknown = "00000000-0000-4000-8000-000000000000";
    for (const what of ["why", "trace"])
      expect((await server.control("GET", `/_emulator/opportunities/${unknown}/${what}`)).status).toBe(404);
  });
});

describe("getStatus", () => {
  it("counts", async () => {
    const done = await advertise(1);
    await server.clock.advanceUntilIdle();
    const id = await advertise(2);
    const { body } = await server.control("GET", "/_emulator/status");
    expect(body).toMatchObject({
      sandbox: "default",
      counts: { products: 1, opportunities: 2, unfinished: 1, results: 1 },
      devices: [{ agent_id: "dev", activity: "idle" }],
    });
    expect(body.unfinished).toEqual([{ test_opportunity_id: id, ...(await why(id)) }]);
    expect(done).not.toBe(id);
  });
});

describe("getTrace", () => {
  const FLAKY = `${DEVICE}behaviours:\n  - { kind: flaky, rate: 1 }\n  - { kind: posts-twice }\n`;

  it("shows causes and effects, from the request to the stored result", async () => {
    await server.close();
    await begin({ profiles: [FLAKY] });
    const id = await advertise();
    await server.clock.advanceUntilIdle();
    const { entries, why: reason, test_opportunity_id } = await trace(id);
    expect([reason, test_opportunity_id]).toEqual([null, id]);
    expect(entries.map((entry: { text: string }) => entry.text)).toEqual([
      "Snap test-snap.foo revision 2 was advertised on edge by one@example.com (advertiseSnap).",
      "dev, of platform amd64, picked it.",
      "dev picked it.",
      ...["dev began provision.", "dev ended provision.", "dev began test.", "dev ended test."],
      "dev decided FAILED: flaky device (behaviour flaky).",
      ...["dev began teardown.", "dev ended teardown."],
      "dev posted FAILED.",
      ...["dev posted the result: 201.", "dev posted the result: 200."],
      "The result was stored: clients can see it.",
    ]);
    expect(entries[0].detail).toMatchObject({
      trigger: "snap",
      operation: "advertiseSnap",
      account: "one@example.com",
      request_id: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const decided = entries.find((entry: { kind: string }) => entry.kind === "outcome-decided");
    expect(decided.detail).toMatchObject({ status: "FAILED", because: { behaviour: "flaky" } });
    const times = entries.map((entry: { at: string }) => entry.at);
    expect([...times].sort()).toEqual(times);
    expect(traceText(await trace(id))).toContain(
      "\n2016-01-04\n  16:58:28.805                QUEUED_FOR_AGENTS  Snap test-snap.foo revision 2",
    );
  });

  it("shows refused posts of external agents, and ends with the reason why it is unfinished", async () => {
    const id = await advertise();
    await server.clock.advance(20_000);
    await server.send("POST", `/test-opportunities/${id}/results`, {
      ...{ agent_id: "mine", test_status: "PASSED", result_payload: {} },
    });
    const { entries, why: reason } = await trace(id);
    expect(entries.at(-1)).toMatchObject({
      kind: "exchange",
      text: expect.stringMatching(/^A result posted by mine was refused: conflict, held by agent dev since /),
      detail: { agent_id: "mine", operation_id: "postTestResult" },
    });
    expect(reason.sentence).toMatch(/^dev is at work on it/);
    expect(traceText(await trace(id))).toMatch(/\n\ndev is at work on it.*\n$/);
  });

  it("numbers the recorded exchanges, and shows faults and posts that break the spec", async () => {
    const fault = { match: { operation: "postTestResult" }, times: 1, effect: { status: 503 } };
    expect((await server.control("POST", "/_emulator/faults", fault)).status).toBe(201);
    const id = await advertise();
    const half = () => server.send("POST", `/test-opportunities/${id}/results`, { agent_id: "mine" });
    expect([(await half()).status, (await half()).status]).toEqual([503, 400]);
    const { entries } = await trace(id);
    expect(entries[0].detail.exchange_id).toBe(2);
    const texts = entries
      .filter(({ kind }: { kind: string }) => kind === "fault" || kind === "exchange")
      .map(({ text }: { text: string }) => text);
    expect(texts).toEqual([
      expect.stringMatching(/^Fault 1 was applied to postTestResult.*: answer 503\.$/),
      expect.stringMatching(/^postTestResult.* was refused: answer 400, test_status: missing/),
    ]);
  });

  it("is built from the events and the agent's own timing for an external agent", async () => {
    await server.close();
    await begin({ lab: false });
    const id = await advertise();
    await server.send("POST", "/agents/mine/pick", { platform: "amd64" });
    await server.clock.advance(60_000);
    const post = (timing: object) => ({
      ...{ agent_id: "mine", test_status: "PASSED", result_payload: {}, agent: { timing } },
    });
    const timing = { test_start: "2016-01-04T16:58:40.000001", test_end: "2016-01-04T16:59:00.000000" };
    await server.send("POST", `/test-opportunities/${id}/results`, post(timing));
    await server.clock.advance(30);
    expect(
      (await trace(id)).entries.map(({ at, text }: Record<string, string>) => [at!.slice(11, 26), text]),
    ).toEqual([
      [
        "16:58:28.805000",
        "Snap test-snap.foo revision 2 was advertised on edge by one@example.com (advertiseSnap).",
      ],
      ["16:58:28.805000", "mine, of platform amd64, picked it."],
      ["16:58:40.000001", "mine began test, as it reports."],
      ["16:59:00.000000", "mine ended test, as it reports."],
      ["16:59:28.805000", "mine posted PASSED."],
      ["16:59:28.835000", "The result was stored: clients can see it."],
    ]);
    const again = await advertise(3);
    await server.send("POST", "/agents/mine/pick", { platform: "amd64" });
    await server.send(
      "POST",
      `/test-opportunities/${again}/results`,
      post({ test_start: "2026-01-01T00:00:00.000000" }),
    );
    expect((await trace(again)).entries.map(({ text }: Record<string, string>) => text)).toContain(
      "mine began test at 2026-01-01T00:00:00.000000 of its own clock, as it reports.",
    );
  });

  it("includes events from before the start", async () => {
    await server.close();
    await begin({
      seed: SEED.replace(
        "test_specs:",
        "history: [{ ago: 1h, snap: { name: test-snap.foo, revision: 1, channel: edge } }]\n        test_specs:",
      ),
    });
    const [id] = await idsOf();
    expect(await kinds(id)).toEqual([
      "QUEUED_FOR_AGENTS",
      "PICKED_BY_AGENT",
      "RESULT_POSTED",
      "RESULT_STORED",
    ]);
  });
});
