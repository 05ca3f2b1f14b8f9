import { connect, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { startProcess } from "../testing/emulator-process.js";

const LENGTH = 1024 * 1024;
const HEAD = `Host: localhost\r\nContent-Type: application/json\r\nContent-Length: ${LENGTH}\r\n`;
const LOG_IN = `POST /api/v2/tokens/oauth HTTP/1.1\r\n${HEAD}`;

/** Sends the head of a log-in and the beginning of its body, and waits for the first words of the server. */
function begin(
  port: number,
  head: string,
  begun: string | Buffer = "",
): Promise<{ socket: Socket; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.once("data", (chunk) => resolve({ socket, text: chunk.toString() }));
    socket.on("error", reject);
    socket.write(head);
    socket.write(begun);
  });
}

const addProduct = async (url: string): Promise<number> => {
  const headers = { "content-type": "application/json" };
  return (await fetch(`${url}/products`, { method: "POST", headers, body: "{}" })).status;
};

it("log-ins that announce a long body and do not send it keep nobody out", async () => {
  const emulator = await startProcess(["--no-lab", "--auth", "none"]);
  const port = Number(new URL(emulator.url).port);
  // The server's 100 tells that it waits for the body.
  const waits = `${LOG_IN}Expect: 100-continue\r\n\r\n`;
  const begun = await Promise.all(Array.from({ length: 200 }, () => begin(port, waits)));
  expect(new Set(begun.map(({ text }) => text))).toEqual(new Set(["HTTP/1.1 100 Continue\r\n\r\n"]));
  expect(await addProduct(emulator.url)).toBe(400);
  await emulator.kill("SIGTERM");
});

it("a body that finds no room is refused as it comes, and its connection serves the next request", async () => {
  const emulator = await startProcess(["--no-lab", "--auth", "none"]);
  const port = Number(new URL(emulator.url).port);
  const figure = async (): Promise<number> => {
    const text = await (await fetch(`${emulator.url}/_emulator/metrics`)).text();
    return Number(/^spi_emulator_request_body_bytes (\d+)/m.exec(text)![1]);
  };
  const most = Buffer.alloc(LENGTH - 1, " ");
  const holding = await Promise.all(
    Array.from({ length: 64 }, () => begin(port, `${LOG_IN}Expect: 100-continue\r\n\r\n`)),
  );
  for (const { socket } of holding) socket.write(most);
  await expect.poll(figure).toBe(64 * most.length);
  const { socket, text } = await begin(port, `${LOG_IN}\r\n`, most);
  expect(text).toMatch(/^HTTP\/1.1 503 [^]*\r\nretry-after: 1\r\n/i);
  const next = new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(chunk.toString())));
  socket.write(` GET /products HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  expect(await next).toMatch(/^HTTP\/1.1 200 /);
  for (const one of holding) one.socket.destroy();
  await expect.poll(figure).toBe(0);
  await emulator.kill("SIGTERM");
});
