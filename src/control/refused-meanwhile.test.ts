import { expect, it } from "vitest";
import { labServer } from "../sandbox/testing/lab-server.js";
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
