import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { AddressGuard } from "./address-guard.js";
import { MAX_OPEN_OF_ADDRESS } from "./visitor-limits.js";

const guard = new AddressGuard({ demoRate: 1000, trustProxy: 1 }, () => 0);
const fetch = guard.front(() => new Response("in"));

/** Sends a request. Returns its response and a function that closes the connection. */
async function send(address: string, path = "/"): Promise<{ status: number; text: string; end: () => void }> {
  const outgoing = new EventEmitter();
  const request = new Request(`http://h${path}`, { headers: { "x-forwarded-for": address } });
  const answer = await fetch(request, { outgoing });
  return { status: answer.status, text: await answer.text(), end: () => outgoing.emit("close") };
}

it("an address has a maximum number of open requests, until clients receive the responses or close the connections", async () => {
  const open = [];
  for (let n = 0; n < MAX_OPEN_OF_ADDRESS; n++) open.push(await send("10.0.0.1"));
  expect(new Set(open.map(({ status }) => status))).toEqual(new Set([200]));
  const refused = await send("10.0.0.1");
  expect(refused.status).toBe(429);
  expect(JSON.parse(refused.text)).toEqual({
    id: "too-many-requests",
    message: `your address has ${MAX_OPEN_OF_ADDRESS} open requests, which is the maximum; wait until some end`,
    url: null,
  });
  refused.end();
  expect((await send("10.0.0.1")).status).toBe(429);
  const other = await send("10.0.0.2");
  expect([other.status, (await send("10.0.0.1", "/_emulator/health")).status]).toEqual([200, 200]);
  open.pop()!.end();
  const next = await send("10.0.0.1");
  expect(next.status).toBe(200);
  // Closed connections leave no counter behind.
  for (const { end } of [...open, other, next]) end();
  expect(guard.busy).toBe(0);
});

it.each([
  ["probes", "/_emulator/health", 200],
  ["refusals", "/products", 429],
])("%s are answered to one address after the other, one in a round", async (_, path, status) => {
  let [inRound, most] = [0, 0];
  const answered: string[] = [];
  const strict = new AddressGuard({ demoRate: 0, trustProxy: 1 }, () => 0).front(() => new Response("in"));
  const ask = async (address: string): Promise<void> => {
    const request = new Request(`http://h${path}`, { headers: { "x-forwarded-for": address } });
    const answer = await strict(request, {});
    expect(answer.status).toBe(status);
    answered.push(address);
    inRound += 1;
    most = Math.max(most, inRound);
    await yieldToLoop();
    inRound = 0;
  };
  const flood = Array.from({ length: 50 }, () => ask("10.0.0.3"));
  await Promise.all([...flood, ask("10.0.0.4")]);
  expect(answered.indexOf("10.0.0.4")).toBeLessThan(3);
  expect(most).toBeLessThan(3);
});
