import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { rawRequest } from "./testing/raw-request.js";

let emulator: EmulatorHandle;
let host: string;
beforeAll(async () => {
  emulator = await startEmulator({ seed: "empty", lab: false, publicUrl: "https://demo.example.com/spi" });
  ({ host } = new URL(emulator.url));
});
afterAll(() => emulator.close());

async function ask(target: string): Promise<{ status: number; body: string }> {
  const answer = await rawRequest(
    emulator.url,
    `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  );
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
  return { status, body: answer.slice(answer.indexOf("\r\n\r\n") + 4) };
}

/** A proxy that blocks /_emulator/ compares the path as it was sent. */
describe("a path that becomes one of the control plane only when its dots are resolved", () => {
  it.each([
    "/./_emulator/sandboxes",
    "/products/../_emulator/sandboxes",
    "/products/%2e%2E/_emulator/sandboxes",
    "/.%2e/_emulator/dashboard/",
    "/_emulator/dashboard/../sandboxes",
    "/_emulator/dashboard/%2e%2e/sandboxes?sandbox=default",
    "/_emulator/dashboard/..",
    "/spi/../_emulator/sandboxes",
    "/spi/_emulator/dashboard/../sandboxes",
    "/x/../spi/_emulator/sandboxes",
  ])("is no path of it: %s", async (target) => {
    const answer = await ask(target);
    expect(answer.status).toBe(404);
    expect(answer.body).toContain("resource-not-found");
  });

  it("nor in a request line with a whole URL", async () => {
    expect((await ask(`http://${host}/x/../_emulator/sandboxes`)).status).toBe(404);
    expect((await ask(`http://${host}/_emulator/sandboxes`)).status).toBe(200);
    expect((await ask(`http://${host}/spi/_emulator/sandboxes`)).status).toBe(200);
  });
});

it.each([
  "/_emulator/sandboxes",
  "/spi/_emulator/sandboxes",
  "/_emulator/sandboxes?x=/../y",
  "/_emulator/snapshots/a..",
  "/_emulator/snapshots/a%2e%2e",
])("other paths reach the control plane: %s", async (target) => {
  expect((await ask(target)).body).toMatch(/"sandboxes"|x: unknown|name: got/);
});

it.each(["/a\\b", "*", "ftp://localhost/x", "http://[/x"])(
  "a request line that no URL can be made of says what is accepted: %s",
  async (target) => {
    const { status, body } = await ask(target);
    expect(status).toBe(400);
    expect(body).toContain(
      "the path or the Host header is invalid; accepted: a path like /products, without ",
    );
  },
);
