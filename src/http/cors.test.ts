import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";

const PAGE = "http://localhost:3000";
const preflight = (url: string, origin: string): Promise<Response> =>
  fetch(`${url}/products`, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    },
  });

describe("--cors", () => {
  let emulator: EmulatorHandle;
  beforeAll(async () => {
    emulator = await startEmulator({ seed: "empty", lab: false, cors: `${PAGE},https://app.example.com` });
  });
  afterAll(() => emulator.close());

  it("answers the preflight request of a page of one of the origins", async () => {
    const { status, headers } = await preflight(emulator.url, PAGE);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(PAGE);
    expect(headers.get("access-control-allow-methods")).toBe("GET,HEAD,POST,PUT,DELETE");
    expect(headers.get("access-control-allow-headers")).toBe("Authorization,Content-Type");
  });

  it("permits such a page to read answers, also refusals", async () => {
    const { status, headers } = await fetch(`${emulator.url}/products`, { headers: { origin: PAGE } });
    expect([status, headers.get("access-control-allow-origin")]).toEqual([401, PAGE]);
    expect(headers.get("access-control-expose-headers")).toContain("WWW-Authenticate");
    const { fetch: signed, url } = emulator;
    const answer = await signed(`${url}/products`, { headers: { origin: PAGE } });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, PAGE]);
  });

  it("permits no page of another origin, and nothing of the control plane", async () => {
    const other = "http://other.example.com";
    expect((await preflight(emulator.url, other)).headers.get("access-control-allow-origin")).toBeNull();
    const own = await fetch(`${emulator.url}/_emulator/info`, { headers: { origin: PAGE } });
    expect([own.status, own.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  });

  it("leaves requests that come from no page as they are", async () => {
    const options = await fetch(`${emulator.url}/products`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("access-control-allow-origin")]).toEqual([405, null]);
  });
});

it("--cors * with --auth none: a page of any origin reads the API", async () => {
  const emulator = await startEmulator({ seed: "empty", lab: false, cors: "*", auth: "none" });
  try {
    const { status, headers } = await fetch(`${emulator.url}/products`, { headers: { origin: PAGE } });
    expect([status, headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  } finally {
    await emulator.close();
  }
});

it("without it a preflight request is an unknown method (A-25)", async () => {
  const emulator = await startEmulator({ seed: "empty", lab: false });
  try {
    expect((await preflight(emulator.url, PAGE)).status).toBe(405);
  } finally {
    await emulator.close();
  }
});
