import { afterEach, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { authorizationHeader } from "../oauth1/sign.js";

const START = "2016-01-04T16:58:28Z";
const START_S = Date.parse(START) / 1000;
let emulator: EmulatorHandle | undefined;
afterEach(() => emulator?.close());

const start = async (oauthClock?: "sandbox"): Promise<EmulatorHandle> =>
  (emulator = await startEmulator({
    seed: "empty",
    lab: false,
    clockStart: START,
    ...(oauthClock && { oauthClock }),
  }));

/** A request that was signed at a time, in seconds since 1970. */
async function ask(timestamp: number, nonce: string): Promise<{ status: number; message: string }> {
  const url = `${emulator!.url}/products`;
  const { credentials } = emulator!;
  const authorization = authorizationHeader({
    ...{ method: "GET", url, credentials, signatureMethod: "HMAC-SHA1" as const },
    ...{ timestamp, nonce },
  });
  const answer = await fetch(url, { headers: { authorization } });
  const body = (await answer.json()) as { message?: string };
  return { status: answer.status, message: body.message ?? "" };
}
const machineTime = (): number => Math.floor(Date.now() / 1000);

it("with --oauth-clock sandbox a client whose clock is the sandbox's is accepted, and one with the machine's", async () => {
  await start("sandbox");
  expect((await ask(START_S + 200, "a")).status).toBe(200);
  expect((await ask(machineTime(), "b")).status).toBe(200);
  const { status, message } = await ask(START_S + 2000, "c");
  expect(status).toBe(401);
  expect(message).toContain(`and the sandbox's clock says ${START_S}`);
});

it("accepts each nonce once, by either clock", async () => {
  await start("sandbox");
  expect((await ask(START_S, "once")).status).toBe(200);
  expect((await ask(machineTime(), "other")).status).toBe(200);
  const again = await ask(START_S, "once");
  expect([again.status, again.message]).toEqual([401, expect.stringContaining("was used before")]);
});

it("goes with the sandbox's clock", async () => {
  const { advance } = (await start("sandbox")) as Pick<EmulatorHandle, "advance">;
  await advance.call(emulator, 3_600_000);
  expect((await ask(START_S, "a")).status).toBe(401);
  expect((await ask(START_S + 3600, "b")).status).toBe(200);
});

it("without it the sandbox's time is not accepted (A-04)", async () => {
  await start();
  expect((await ask(START_S, "a")).message).toMatch(/behind the server's clock, 300 s are allowed/);
});
