import { Client } from "./client.js";
import { startEmulator } from "./emulator.js";
import type { Context } from "./part.js";
import { readSpec } from "./spec.js";
import { arrive, browserOf } from "./visit.js";

const TOKEN = "a token that is only used by this run";
/** Operations for probes. */
const PROBES = ["getHealth", "getReady"];

/** Visitors of a demo host: every control operation with and without their cookies, and each other's sandboxes. */
export async function visitors(context: Context): Promise<void> {
  const promised = context.promise(
    "demo host: a visitor has no access to the control plane or another's sandbox",
  );
  const emulator = await startEmulator([
    "--in-memory",
    "--demo-host",
    "--admin-token",
    TOKEN,
    "--log-level",
    "error",
  ]);
  const plain = await startEmulator(["--in-memory", "--no-lab", "--seed", "empty", "--log-level", "error"]);
  const { operations } = await readSpec(plain.url);
  await plain.kill("SIGTERM");
  const client = new Client(emulator.url, null);
  const [first, second] = [await arrive(client), await arrive(client)];
  promised.check(
    first.sandbox !== "" && first.sandbox !== second.sandbox,
    () => `sandboxes ${first.sandbox} and ${second.sandbox}`,
  );
  for (const { plane, id, method, path } of operations) {
    if (plane !== "control" || PROBES.includes(id)) continue;
    const filled = path.replace("{name}", first.sandbox).replaceAll(/\{\w+\}/g, "1");
    const attempts: Record<string, string>[] = [
      {},
      { cookie: second.cookie },
      { authorization: "Bearer wrong" },
    ];
    for (const headers of attempts) {
      const { status, text } = await client.call(method, `${filled}?sandbox=${first.sandbox}`, {
        headers,
        cutMs: 20,
      });
      // Too many wrong tokens are refused before they are looked at.
      promised.check([401, 429].includes(status), () => `${method} ${path}: HTTP ${status} ${text}`);
    }
  }
  // The link of another visitor's page shows one's own sandbox.
  const shown = await client.call("GET", `/_emulator/dashboard/?sandbox=${first.sandbox}`, {
    headers: browserOf(second),
  });
  const isOwn = shown.text.includes(`@${second.sandbox}`) && !shown.text.includes(`@${first.sandbox}`);
  promised.check(isOwn, () => "the dashboard shows another visitor's sandbox");
  client.close();
  await emulator.kill("SIGTERM");
}
