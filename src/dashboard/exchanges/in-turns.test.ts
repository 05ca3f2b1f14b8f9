import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { machine, yieldToLoop } from "../../clock/clock.js";
import { TURN_SIZE } from "../../clock/in-turns.js";
import { type EmulatorHandle, startEmulator } from "../../index.js";
import { MAX_KEPT_BODY } from "../../sandbox/exchange-log.js";

let emulator: EmulatorHandle;
const control = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(`${emulator.url}/_emulator${path}`, init);
const page = async (path: string): Promise<string> => {
  const answer = await control(`/dashboard${path}`);
  expect(answer.status).toBe(200);
  return answer.text();
};
const TOKEN_KEY = "nEverShown0123456789";

beforeAll(async () => {
  emulator = await startEmulator({ seed: "empty", lab: false });
  // The first page loads the dashboard, which takes many turns.
  await page("/exchanges");
});
const clear = (): Promise<unknown> => control("/exchanges", { method: "DELETE" });
afterAll(() => emulator.close());

/** How many turns others have while something is done. */
async function turnsOf(work: Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false];
  void work.finally(() => (isDone = true));
  for (; !isDone; turns++) await yieldToLoop();
  await work;
  return turns;
}

describe("many exchanges with long paths", () => {
  const count = 300;
  const path = `/${"a".repeat(15_000)}`;
  const pattern = `*ab${"a".repeat(1900)}*`;
  beforeAll(async () => {
    for (let n = 0; n < count; n++) await fetch(emulator.url + path);
    return clear;
  });

  it.each([
    ["dashboard: list", `/dashboard/exchanges?path=${pattern}`, undefined],
    ["dashboard: search", `/dashboard/search?q=ab${"a".repeat(1900)}`, undefined],
    ["count", `/exchanges/count?path=${pattern}`, undefined],
    ["list", `/exchanges?path=${pattern}`, undefined],
    ["wait", "/exchanges/wait", { path: pattern, timeout_ms: 0 }],
  ])("are compared in turns: %s", async (_, where, body) => {
    const init = body && {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    };
    const turns = await turnsOf(control(where, init).then((answer) => answer.text()));
    expect(turns).toBeGreaterThanOrEqual(Math.floor((count * path.length) / TURN_SIZE));
  });

  it("a wait counts what comes while it looks at those that are kept, and nothing twice", async () => {
    const asked = { path: "/a*", count: count + 2, timeout_ms: 20_000 };
    const waiting = control("/exchanges/wait", {
      method: "POST",
      body: JSON.stringify(asked),
      headers: { "content-type": "application/json" },
    });
    await fetch(`${emulator.url}/ab`);
    await fetch(`${emulator.url}/ac`);
    const { exchanges } = (await (await waiting).json()) as { exchanges: { id: number }[] };
    const ids = exchanges.map(({ id }) => id);
    expect(ids).toEqual(Array.from(ids, (_, at) => ids[0]! + at));
    expect(ids).toHaveLength(count + 2);
  });
});

it("many exchanges with long bodies are listed in turns, and each is read once", async () => {
  const body = JSON.stringify({ name: "x".repeat(MAX_KEPT_BODY - 20) });
  for (let n = 0; n < 20; n++) await emulator.fetch("/products", { method: "POST", body });
  /** How many bytes of bodies were read in one turn, and the most of it. */
  let [inTurn, most] = [0, 0];
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its own `this`
  const { decode } = TextDecoder.prototype;
  vi.spyOn(TextDecoder.prototype, "decode").mockImplementation(function (this: unknown, bytes, how) {
    if (inTurn === 0) machine.setImmediate(() => (inTurn = 0));
    if (bytes instanceof Uint8Array && bytes.length > MAX_KEPT_BODY / 2) inTurn += bytes.length;
    most = Math.max(most, inTurn);
    return decode.call(this as never, bytes, how);
  });
  const read: number[] = [];
  for (let n = 0; n < 2; n++) {
    most = 0;
    const text = Buffer.from(await (await control("/dashboard/exchanges")).arrayBuffer()).toString();
    expect(text.split("Content-Type: got none").length).toBeGreaterThan(20);
    read.push(Math.round(most / MAX_KEPT_BODY));
  }
  vi.restoreAllMocks();
  await clear();
  expect(read[0]).toBeGreaterThan(0);
  expect(read[0]).toBeLessThan(3);
  expect(read[1]).toBe(0);
});

it("the search neither shows nor finds the token key in a path", async () => {
  await fetch(`${emulator.url}/api/v2/tokens/oauth/${TOKEN_KEY}`);
  const found = await page("/search?q=/api/v2/tokens");
  expect(found).toContain("/api/v2/tokens/oauth/[redacted]");
  expect(found).not.toContain(TOKEN_KEY);
  expect(await page(`/search?q=${TOKEN_KEY.slice(0, 10)}`)).not.toContain("/api/v2/tokens/oauth");
});

it("an exchange's page shows 200 of a query's parameters, and 200 values of one", async () => {
  const names = Array.from({ length: 300 }, (_, n) => `n${n}=v${n}`).join("&");
  await clear();
  await fetch(`${emulator.url}/x?${names}&${"a=z&".repeat(250)}`);
  await fetch(`${emulator.url}/x?${"a=z&".repeat(250)}`);
  const { exchanges } = (await (await control("/exchanges")).json()) as { exchanges: { id: number }[] };
  const [many, repeated] = await Promise.all(exchanges.map(({ id }) => page(`/exchanges/${id}`)));
  expect(many).toContain("<dt>n199</dt>");
  expect(many).not.toContain("<dt>n200</dt>");
  expect(many).toContain("and 101 more");
  expect(repeated).toContain("z, z, and 50 more");
});
