import { expect, it } from "vitest";
import { ConfigError } from "../config.js";
import { PasswordCheck } from "./password-check.js";

/** A check of a target whose health is `health`; null: it cannot be reached. */
function checkOf(target: string, health: { status: number; body: string } | null) {
  const warnings: string[] = [];
  const asked: string[] = [];
  const given = { health };
  const fetch = (url: string): Promise<Response> => {
    asked.push(url);
    if (given.health === null) return Promise.reject(new TypeError("fetch failed"));
    const { status, body } = given.health;
    return Promise.resolve(new Response(body, { status }));
  };
  const check = new PasswordCheck(target, { fetch, warn: (text) => warnings.push(text) });
  return { check, warnings, asked, given, before: check.before(fetch) };
}

const health = (isPublic: boolean) => ({
  status: 200,
  body: JSON.stringify({ status: "alive", public_passwords: isPublic }),
});
const [HERE, THERE] = ["http://127.0.0.1:7740", "https://spi.example/emulator"];

it("warns of an emulator on this machine whose passwords are public, once", async () => {
  const { check, warnings, asked, before } = checkOf(HERE, health(true));
  await check.run();
  await before(`${HERE}/api/v2/test-opportunities`);
  expect(warnings).toEqual([
    expect.stringContaining(`${HERE}: an account has a password of the packaged seeds`),
  ]);
  expect(asked).toEqual([`${HERE}/_emulator/health`, `${HERE}/api/v2/test-opportunities`]);
});

it("refuses one that others reach, before any request of an agent", async () => {
  const { check, asked, before } = checkOf(THERE, health(true));
  await expect(check.run()).rejects.toThrow(ConfigError);
  await expect(before(`${THERE}/x`)).rejects.toThrow("public");
  expect(asked).toEqual([`${THERE}/_emulator/health`, `${THERE}/_emulator/health`]);
});

it.each([
  ["an emulator with passwords of its own", health(false)],
  ["the service", { status: 404, body: "<h1>Not found</h1>" }],
  ["another server", { status: 200, body: "[1]" }],
])("accepts %s, and asks it once", async (_, answer) => {
  const { check, warnings, asked, before } = checkOf(THERE, answer);
  await check.run();
  await before(`${THERE}/x`);
  expect(warnings).toEqual([]);
  expect(asked).toEqual([`${THERE}/_emulator/health`, `${THERE}/x`]);
});

it("asks a target that starts later when it answers", async () => {
  const { check, given, before } = checkOf(THERE, null);
  await check.run();
  await expect(before(`${THERE}/x`)).rejects.toThrow("fetch failed");
  given.health = health(true);
  await expect(before(`${THERE}/x`)).rejects.toThrow("public");
});
