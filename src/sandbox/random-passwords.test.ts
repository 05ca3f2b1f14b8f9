import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { DEFAULTS } from "../config.js";
import { runEmulator } from "../emulator.js";
import { packageFile } from "../package-files.js";

/** The status of a log-in. */
const logIn = async (url: string, password: string): Promise<number> =>
  (
    await fetch(`${url}/api/v2/tokens/oauth`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "customer@example.com", password, token_name: "t" }),
    })
  ).status;

it("where a kit runs, the seed's password is not accepted, and the one in conf.ini is, after a reset as well", async () => {
  const config = {
    ...DEFAULTS,
    port: 0,
    inMemory: true,
    seed: "empty",
    devices: packageFile("examples", "kit"),
  };
  const emulator = await runEmulator(config);
  const { url, credentialsFiles } = emulator;
  const password = /^# password: (\w{16})$/m.exec(readFileSync(credentialsFiles[0]!, "utf8"))![1]!;
  expect([await logIn(url, "correct horse"), await logIn(url, password)]).toEqual([401, 201]);
  await fetch(`${url}/_emulator/reset`, { method: "POST" });
  expect([await logIn(url, "correct horse"), await logIn(url, password)]).toEqual([401, 200]);
  await emulator.close();
});
