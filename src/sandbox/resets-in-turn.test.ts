import { expect, it, vi } from "vitest";
import { labServer } from "./testing/lab-server.js";

it("a reset that waits for its turn is one to the seed that the sandbox has by then", async () => {
  const server = await labServer({ lab: false });
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const large = server.sandboxes.building.run("other", Infinity, () => released);
  const reset = vi.spyOn(server.sandboxes, "reset");
  const asked = [server.control("POST", "/_emulator/seed", { name: "empty" })];
  await expect.poll(() => reset.mock.calls.length).toBe(1);
  asked.push(server.control("POST", "/_emulator/reset"));
  await expect.poll(() => reset.mock.calls.length).toBe(2);
  release();
  await large;
  expect((await Promise.all(asked)).map(({ status, body }) => [status, body.seed])).toEqual([
    [200, "empty"],
    [200, "empty"],
  ]);
  await server.close();
});
