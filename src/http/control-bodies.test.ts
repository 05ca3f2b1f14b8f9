import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { labServer } from "../sandbox/testing/lab-server.js";
import { BodyRoom } from "./body-room.js";
import { withBodyRoom } from "./give-room.js";
import { listen } from "./server.js";

const MIB = 1024 * 1024;

it("a body for which the control plane has no room gets 503, and requests without one are answered", async () => {
  const sandboxes = await labServer({ lab: false });
  const room = new BodyRoom(4 * MIB);
  const server = await listen(withBodyRoom(sandboxes.controlFetch, 0, room), { host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    await server.close();
    await sandboxes.close();
  });
  const { hostname, port } = new URL(server.url);
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
    fetch(server.url + path, { method: "POST", headers: { "content-type": "application/json" }, body });
  await expect.poll(() => room.taken).toBe(2 * MIB);
  const refused = await send();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await refused.json()).toMatchObject({
    id: "service-unavailable",
    message: expect.stringMatching(/nothing was done$/) as string,
  });
  expect((await fetch(`${server.url}/_emulator/status`)).status).toBe(200);
  for (const socket of holding) socket.destroy();
  await expect.poll(() => room.taken).toBe(0);
  // What was sent is no snapshot.
  expect((await send()).status).toBe(400);
});
