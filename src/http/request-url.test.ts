import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { authorizationHeader } from "../oauth1/sign.js";
import { rawRequest } from "./testing/raw-request.js";

let emulator: EmulatorHandle;
beforeAll(async () => {
  const publicUrl = "https://Demo.Example.com/spi/";
  emulator = await startEmulator({ seed: "empty", lab: false, publicUrl });
});
afterAll(() => emulator.close());

let nonces = 0;

/** The status of a list of products that is signed for a URL and sent with a Host. */
async function statusOf(url: string, host: string): Promise<number> {
  const authorization = authorizationHeader({
    method: "GET",
    url,
    credentials: emulator.credentials,
    signatureMethod: "HMAC-SHA1",
    timestamp: Math.floor(Date.now() / 1000),
    nonce: `nonce-${(nonces += 1)}`,
  });
  const head = ["GET /products HTTP/1.1", `Host: ${host}`, `Authorization: ${authorization}`];
  const answer = await rawRequest(emulator.url, `${head.join("\r\n")}\r\nConnection: close\r\n\r\n`);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

it.each(["demo.example.com", "Demo.Example.com", "demo.example.com:443"])(
  "with the public URL's host (%s), a signature is valid for the public URL only",
  async (host) => {
    expect(await statusOf("https://demo.example.com/spi/products", host)).toBe(200);
    for (const other of ["http://demo.example.com/products", "http://demo.example.com/spi/products"])
      expect(await statusOf(other, host)).toBe(401);
    expect(await statusOf(`http://${host}/products`, host)).toBe(401);
  },
);

it("with another Host, as of a proxy that sets the inner one, both are valid", async () => {
  const { host } = new URL(emulator.url);
  expect(await statusOf("https://demo.example.com/spi/products", host)).toBe(200);
  expect(await statusOf(`${emulator.url}/products`, host)).toBe(200);
  expect(await statusOf(`https://${host}/products`, host)).toBe(401);
});
