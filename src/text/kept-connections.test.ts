import { Agent, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { refusingUnasked } from "./kept-connections.js";

const answer = (text: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;

it("closes a kept connection on which an answer comes that nobody asked for, and keeps another", async () => {
  let more = (): void => undefined;
  let connections = 0;
  let closed = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => undefined).on("close", () => (closed += 1));
    socket.on("data", (head) => {
      const [, path = ""] = head.toString().split(" ");
      socket.write(answer(path));
      more = () => void socket.write(answer("unasked"));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const agent = refusingUnasked(new Agent({ keepAlive: true }));
  onTestFinished(() => agent.destroy());
  const { port } = server.address() as AddressInfo;
  const get = (path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, path, agent }, (incoming) => {
        let text = "";
        incoming.on("data", (chunk: Buffer) => (text += chunk.toString())).on("end", () => resolve(text));
      });
      sent.on("error", reject).end();
    });
  const isIdle = (): boolean => Object.keys(agent.freeSockets).length === 1;
  for (const path of ["/1", "/2"]) {
    expect(await get(path)).toBe(path);
    await expect.poll(isIdle).toBe(true);
  }
  expect(connections).toBe(1);
  more();
  await expect.poll(() => closed).toBe(1);
  expect(await get("/3")).toBe("/3");
  expect(connections).toBe(2);
});
