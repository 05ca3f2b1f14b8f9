import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULTS } from "../../config.js";
import { type Emulator, runEmulator } from "../../emulator.js";
import { ROOT } from "../view.js";

const TOKEN = "a token that nobody guesses";

let emulator: Emulator;
beforeAll(async () => {
  const config = { ...DEFAULTS, port: 0, inMemory: true, lab: false, adminToken: TOKEN, trustProxy: 1 };
  emulator = await runEmulator({ ...config, publicUrl: "https://emu.example" });
});
afterAll(() => emulator.close());

/** Sends a log-in form as a client at an address behind the proxy. */
const logIn = (token: string, address: string): Promise<Response> =>
  fetch(`${emulator.url}${ROOT}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { "x-forwarded-for": address },
    body: new URLSearchParams({ token }),
  });

const control = (token: string, address: string): Promise<Response> =>
  fetch(`${emulator.url}/_emulator/info`, {
    headers: { "x-forwarded-for": address, authorization: `Bearer ${token}` },
  });

describe("guesses of the admin token", () => {
  it("are limited on the dashboard and the control plane together, and others are let in meanwhile", async () => {
    const guesses = Array.from({ length: 60 }, (_, guess) =>
      (guess % 2 ? logIn : control)(`guess ${guess}`, "192.0.2.1"),
    );
    const answers = await Promise.all(guesses);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]));
    const limited = answers.filter(({ status }, at) => status === 429 && at % 2);
    expect(limited.every(({ headers }) => Number(headers.get("retry-after")) > 0)).toBe(true);
    expect(await limited[0]!.text()).toContain("Too many wrong tokens.");
    expect((await logIn(TOKEN, "192.0.2.2")).status).toBe(303);
    expect((await control(TOKEN, "192.0.2.3")).status).toBe(200);
  });
});

it("the cookie is Secure where the public URL is https", async () => {
  const cookie = (await logIn(TOKEN, "192.0.2.4")).headers.get("set-cookie");
  expect(cookie).toMatch(/^spi-session=\w+;.*HttpOnly; Secure; SameSite=Strict/);
});

it.each([
  ["/_emulator/dashboard/log?type=exchange", "/log?type=exchange"],
  ["/_emulator/dashboard/\r\nSet-Cookie: a=b", "/Set-Cookie:%20a=b"],
  ["/_emulator/dashboard/../../products", "/"],
  ["/_emulator/dashboard/\\..\\..\\products", "/"],
  ["//evil.example/_emulator/dashboard/", "/"],
  ["https://evil.example/_emulator/dashboard/", "/"],
  ["/_emulator/dashboard/\ud800\u65e5", "/%EF%BF%BD%E6%97%A5"],
  ["http://[", "/"],
])("leads from the log-in to pages of the dashboard only: %j", async (to, path) => {
  const answer = await fetch(`${emulator.url}${ROOT}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { "x-forwarded-for": "192.0.2.5" },
    body: new URLSearchParams({ token: TOKEN, to }),
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, ROOT + path]);
});

it("a cookie of the same name from a neighbouring domain does not log out", async () => {
  const cookie = (await logIn(TOKEN, "192.0.2.6")).headers.get("set-cookie")!.split(";")[0]!;
  const open = async (cookies: string): Promise<number> =>
    (await fetch(`${emulator.url}${ROOT}/`, { redirect: "manual", headers: { cookie: cookies } })).status;
  const other = "spi-session=other";
  expect(await Promise.all([cookie, `${other}; ${cookie}`, `${cookie}; ${other}`, other].map(open))).toEqual([
    200, 200, 200, 302,
  ]);
});

it("a form that is too large is not read, nor the body of a request without the token", async () => {
  const { hostname, port } = new URL(emulator.url);
  /** Sends a head that announces a body, and none of the body. */
  const announced = (headers: Record<string, string>, path = `${ROOT}/login`): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request({ hostname, port, path, method: "POST", headers }, (answer) => {
        resolve(answer.statusCode!);
        asked.destroy();
      }).on("error", reject);
      asked.flushHeaders();
      if (headers["transfer-encoding"]) asked.write("token=".padEnd(20_000, "x"));
    });
  const type = { "content-type": "application/x-www-form-urlencoded" };
  expect(await announced({ ...type, "content-length": "60000000" })).toBe(413);
  expect(await announced({ ...type, "transfer-encoding": "chunked" })).toBe(413);
  const json = { "content-type": "application/json", "content-length": "60000000" };
  const wrong = { authorization: "Bearer wrong", "x-forwarded-for": "192.0.2.5" };
  for (const path of ["/_emulator/snapshot-imports", "/_emulator/seed"]) {
    expect(await announced(json, path)).toBe(401);
    expect(await announced({ ...json, ...wrong }, path)).toBe(401);
  }
});

it("an address that others reach needs a long token", async () => {
  const config = { ...DEFAULTS, port: 0, inMemory: true, lab: false, host: "0.0.0.0", adminToken: "abc" };
  await expect(runEmulator(config)).rejects.toThrow(/--admin-token: got a token of 3 characters; .* 16/);
});
