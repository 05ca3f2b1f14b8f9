import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { foreignSite } from "./foreign-site.js";

let emulator: EmulatorHandle;
beforeAll(async () => {
  emulator = await startEmulator({ seed: "empty", lab: false, auth: "none" });
});
afterAll(() => emulator.close());

const product = JSON.stringify({ name: "made.foo", release: "r", snaps: [] });

/** Creates a product as a client that sends these headers; 201 if it was admitted. */
const make = async (headers: Record<string, string>): Promise<number> =>
  (
    await fetch(`${emulator.url}/products`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: product,
    })
  ).status;

it("with --auth none, a page of another site can neither write nor read; a program can", async () => {
  expect(await make({ origin: "https://evil.example" })).toBe(403);
  expect(await make({ origin: "null" })).toBe(403);
  expect(await make({ origin: "http://127.0.0.1:1" })).toBe(403);
  const products = await (await fetch(`${emulator.url}/products`)).json();
  expect(products).toEqual({ products: [] });
  expect(await make({ origin: emulator.url })).toBe(201);
  expect(await make({})).toBe(201);
});

it.each([
  [{ origin: "http://emu.example:7740" }, false],
  [{ origin: "HTTP://EMU.example:7740" }, false],
  [{ origin: "https://public.example" }, false],
  [{ origin: "https://public.example:443" }, false],
  [{ origin: "http://public.example" }, true],
  [{ origin: "http://emu.example" }, true],
  [{ origin: "null" }, true],
  [{ origin: "file://" }, true],
  [{ "sec-fetch-site": "same-site" }, true],
  [{ "sec-fetch-site": "cross-site" }, true],
  [{ "sec-fetch-site": "none" }, false],
  [{}, false],
])("%j is of another site: %s", (headers, foreign) => {
  const request = { method: "GET", url: "http://emu.example:7740/", headers: new Headers(headers) };
  expect(foreignSite(request, { publicUrl: "https://public.example/spi" }) !== null).toBe(foreign);
});

it("a link from another site may open a page and nothing else", () => {
  const request = (mode: string, dest: string, method = "GET") => ({
    method,
    url: "http://emu.example/",
    headers: new Headers({ "sec-fetch-site": "cross-site", "sec-fetch-mode": mode, "sec-fetch-dest": dest }),
  });
  const refused = (...given: Parameters<typeof request>): boolean =>
    foreignSite(request(...given), { publicUrl: null, linked: true }) !== null;
  expect(refused("navigate", "document")).toBe(false);
  expect(refused("navigate", "iframe")).toBe(true);
  expect(refused("no-cors", "image")).toBe(true);
  expect(refused("navigate", "document", "POST")).toBe(true);
});
