import { connect } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { DEFAULTS } from "../config.js";
import { runEmulator } from "../emulator.js";
import type { BodyRoom } from "./body-room.js";
import type * as giveRoom from "./give-room.js";

const { MIB, small } = vi.hoisted(() => ({
  MIB: 1024 * 1024,
  small: { room: undefined as BodyRoom | undefined },
}));

/** As it is, with less room. */
vi.mock("./give-room.js", async (original) => {
  const { withBodyRoom, ...rest } = await original<typeof giveRoom>();
  const { BodyRoom } = await import("./body-room.js");
  small.room = new BodyRoom(4 * MIB);
  const withLessRoom: typeof withBodyRoom = (control, trustProxy) =>
    withBodyRoom(control, trustProxy, small.room);
  return { ...rest, withBodyRoom: withLessRoom };
});

it("a body for which the control plane has no room gets 503, and requests without one are answered", async () => {
  const emulator = await runEmulator({ ...DEFAULTS, port: 0, inMemory: true, lab: false });
  onTestFinished(() => emulator.close());
  const { hostname, port } = new URL(emulator.url);
  const path = "/_emulator/snapshot-imports";
  const body = Buffer.alloc(MIB, " ");
  const head = `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${2 * MIB}\r\n\r\n`;
  const holding = [1, 2].map(() => {
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => undefined).write(head);
    socket.write(body);
    return socket;
  });
  const send = (): Promise<Response> =>
    fetch(emulator.url + path, { method: "POST", headers: { "content-type": "application/json" }, body });
  await expect.poll(() => small.room?.taken).toBe(2 * MIB);
  const refused = await send();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await refused.json()).toMatchObject({
    id: "service-unavailable",
    message: expect.stringMatching(/nothing was done$/) as string,
  });
  expect((await fetch(`${emulator.url}/_emulator/status`)).status).toBe(200);
  for (const socket of holding) socket.destroy();
  await expect.poll(() => small.room?.taken).toBe(0);
  // What was sent is no snapshot.
  expect((await send()).status).toBe(400);
});
