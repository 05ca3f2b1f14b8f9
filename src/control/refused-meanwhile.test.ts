import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { Unavailable } from "../sandbox/registry.js";
import { BASE, labServer } from "../sandbox/testing/lab-server.js";
import { loadControlSpec } from "../spec/load-spec.js";

it("each operation on a sandbox, a state or a snapshot may be refused with 503", async () => {
  const { operations } = await loadControlSpec();
  const onState = operations.filter(
    ({ path, parameters }) =>
      /^\/_emulator\/(sandboxes|snapshots)/.test(path) || parameters.some(({ name }) => name === "sandbox"),
  );
  expect(onState.length).toBeGreaterThan(30);
  const without = onState.filter(({ responses }) => responses["503"] === undefined);
  expect(without.map(({ operationId }) => operationId)).toEqual([]);
});

it("an operation on a device whose sandbox ends meanwhile is refused", async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let isHeld = false;
  const server = await labServer({ disturb: () => (isHeld ? released : Promise.resolve()) });
  const [{ agent_id: agent }] = (await server.control("GET", "/_emulator/lab/devices")).body.devices;
  isHeld = true;
  // It polls, and waits for the answer.
  const advanced = server.control("POST", "/_emulator/clock/advance", { by_ms: 600_000 });
  await expect.poll(() => server.sandbox.clock.now()).toBeGreaterThan(0);
  const asked = ["offline", "online"].map((what) =>
    server.control("POST", `/_emulator/lab/devices/${agent}/${what}`),
  );
  asked.push(server.control("GET", `/_emulator/lab/devices/${agent}`));
  server.sandbox.clock.close();
  release();
  for (const answer of asked) expect((await answer).status).toBe(409);
  expect((await advanced).status).toBe(409);
  await server.close();
});

it("what waits for its turn, or has its turn, when the emulator ends is refused with 503: the next run may do it", async () => {
  const server = await labServer({ lab: false });
  const { sandboxes, sandbox } = server;
  await server.control("POST", "/_emulator/snapshots", { name: "one" });
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const large = sandboxes.building.run("other", Infinity, () => released);
  const send = async (path: string) =>
    server.controlFetch(new Request(`${BASE}/_emulator/${path}`, { method: "POST" }), {});
  const asked = ["snapshots/one/load", "reset", "sandboxes"].map(send);
  await yieldToLoop();
  sandboxes.endWaits();
  release();
  await large;
  asked.push(send("reset"));
  await server.close();
  for (const answer of await Promise.all(asked)) {
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await answer.json()).toMatchObject({ message: "the emulator ends; nothing was changed" });
  }
  await expect(sandbox.replace(sandbox.state.tables)).rejects.toBeInstanceOf(Unavailable);
});

it("an advance that the move to another replica breaks off is refused with 503, and its outcome is not known", async () => {
  const server = await labServer({ lab: false });
  const { sandbox, clock } = server;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let isReached = false;
  clock.after(1000, () => {
    isReached = true;
    return released;
  });
  const advance = server.controlFetch(
    new Request(`${BASE}/_emulator/clock/advance`, {
      method: "POST",
      body: JSON.stringify({ by_ms: 5000 }),
      headers: { "content-type": "application/json" },
    }),
    {},
  );
  await expect.poll(() => isReached).toBe(true);
  await server.sandboxes.letGo(sandbox);
  release();
  const answer = await advance;
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await answer.json()).toMatchObject({
    message:
      "the clock ended, because its sandbox has moved to another replica; the request may or may not have been carried out",
  });
  await server.close();
});
