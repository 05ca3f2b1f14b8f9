import { beforeEach, describe, expect, it } from "vitest";
import { testServer, type TestServer } from "../../http/testing/test-server.js";

let server: TestServer;
beforeEach(async () => {
  server = await testServer();
});

const add = (body: object) => server.control("POST", "/_emulator/faults", body);
const list = async () => (await server.control("GET", "/_emulator/faults")).body;
const BUSY = {
  name: "busy-results",
  match: { operation: "listProducts" },
  calls: { from: 1, to: 2 },
  effect: { status: 503, retry_after_s: 2 },
};

describe("faults", () => {
  it("are added, listed, read and counted", async () => {
    const added = await add(BUSY);
    const shown = { id: "1", ...BUSY, seen: 0, fired: 0, last_fired_at: null };
    expect([added.status, added.body]).toEqual([201, { faults: [shown] }]);
    expect((await list()).faults).toEqual([shown]);
    for (let call = 0; call < 3; call++) await server.send("GET", "/products");
    expect((await server.control("GET", "/_emulator/faults/1")).body).toEqual({
      ...shown,
      seen: 3,
      fired: 2,
      last_fired_at: "2016-01-04T16:58:28.805000+00:00",
    });
  });

  it("are removed one by one or all at once", async () => {
    for (let count = 0; count < 3; count++) await add(BUSY);
    expect((await server.control("DELETE", "/_emulator/faults/2")).status).toBe(204);
    expect((await list()).faults.map(({ id }: { id: string }) => id)).toEqual(["1", "3"]);
    expect((await server.control("DELETE", "/_emulator/faults")).status).toBe(204);
    expect((await server.control("DELETE", "/_emulator/faults")).status).toBe(204);
    expect((await list()).faults).toEqual([]);
  });

  it.each(["GET", "DELETE"])("that do not exist are 404 for %s", async (method) => {
    const { status, body } = await server.control(method, "/_emulator/faults/7");
    expect([status, body.message]).toEqual([404, "fault_id: sandbox default has no fault 7"]);
  });

  it("are removed by a reset, and are numbered from 1 again", async () => {
    await add(BUSY);
    // The seed of the test's sandbox has no name.
    await server.control("POST", "/_emulator/reset", { seed: "empty" });
    expect((await list()).faults).toEqual([]);
    expect((await add(BUSY)).body.faults[0].id).toBe("1");
  });

  it("come in sets, which can be limited to some requests", async () => {
    expect((await list()).sets.map(({ name }: { name: string }) => name)).toEqual([
      "flaky-gateway",
      "maintenance",
      "slow-lab",
    ]);
    const match = { header: { name: "X-Test", value: "mine" } };
    const { status, body } = await add({ set: "flaky-gateway", match });
    expect(status).toBe(201);
    expect(body.faults).toHaveLength(5);
    expect(body.faults[0]).toMatchObject({ match, probability: 0.1, effect: { status: 503 } });
    expect((await list()).faults).toEqual(body.faults);
  });

  it.each([
    [
      { match: { operation: "listProduct" }, effect: { reset: true } },
      /^match\.operation: got "listProduct"; nearest: listProducts; accepted: .*createToken/,
    ],
    [
      { match: { operation: "zzzzzz" }, effect: { reset: true } },
      /^match\.operation: got "zzzzzz"; accepted: .*listProducts/,
    ],
    [{ set: "flaky" }, /^set: got "flaky"; .*accepted: flaky-gateway, maintenance, slow-lab$/],
    [
      { set: "maintenance", match: { path: "/x" } },
      /^match\.path: unknown field; accepted: product, agent, account, header$/,
    ],
    [
      { effect: { reset: true }, calls: { from: 3, to: 2 } },
      /^calls\.to: got 2; accepted: not before calls\.from, which is 3$/,
    ],
    [
      { effect: { latency_ms: { min: 5, max: 4 } } },
      /^effect\.latency_ms\.min: got 5; accepted: not above max, which is 4$/,
    ],
    [
      { match: { header: { name: "x y", value: "1" } }, effect: { reset: true } },
      /^match\.header\.name: got "x y"; accepted: the name of a header$/,
    ],
    [
      { match: { operation: "createProduct" }, effect: { stale: true } },
      /^match\.operation: got "createProduct"; stale applies only to: listProducts, /,
    ],
    [
      { match: { operation: "listProducts" }, effect: { delay_stored_ms: 5 } },
      /delay_stored_ms applies only to: postTestResult$/,
    ],
    [{ effect: { reset: true, stale: true } }, /unknown field/],
    [{ effect: {} }, /effect/],
    [{ effect: { status: 200 } }, /^effect\.status: got 200; accepted: at least 400$/],
    [{ effect: { reset: true }, probability: 2 }, /^probability: got 2/],
  ])("%j is refused with an explanation", async (rule, message) => {
    const { status, body } = await add(rule);
    expect(status).toBe(400);
    expect(body.message).toMatch(message);
    expect((await list()).faults).toEqual([]);
  });

  it("of a sandbox that does not exist are 404", async () => {
    expect((await server.control("GET", "/_emulator/faults?sandbox=none")).status).toBe(404);
  });
});
