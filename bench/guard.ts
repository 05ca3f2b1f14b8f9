/**
 * Fails where a request of the emulator costs more CPU beside one of Hono + Ajv, in the same run, than it may. What is
 * compared is the best of alternating rounds: whatever else the machine does makes rounds worse, never better. What fails
 * is measured once more. Noise and limits: docs/performance.md. Run: npm run build && npx tsx bench/guard.ts
 */
import process from "node:process";
import { LoadClient } from "./load.js";
import { alternating, type Kind } from "./requests.js";
import { stopAll } from "./server-process.js";
import { emulator, honoAjv, removeFolders } from "./servers.js";

/** How many times the CPU of Hono + Ajv a request may take. */
const MAX_RATIO: Record<Kind, number> = { post: 4.9, get: 4.4 };
const AMOUNT = { warmUp: 4000, rounds: 6, requests: 1000 };

const client = new LoadClient();

async function ratio(kind: Kind): Promise<number> {
  const targets = [await emulator(), await honoAjv()];
  const rounds = await alternating(client, targets, kind, AMOUNT);
  for (const target of targets) await target.process.stop();
  const [own, peer] = targets.map(({ name }) => Math.min(...rounds.get(name)!.map(({ cpu }) => cpu)));
  const ratio = own! / peer!;
  console.log(
    `${kind}: ${own!.toFixed(0)} µs of CPU a request, Hono + Ajv ${peer!.toFixed(0)}: ${ratio.toFixed(2)} times, at most ${MAX_RATIO[kind]}`,
  );
  return ratio;
}

try {
  for (const kind of ["post", "get"] as const) {
    if ((await ratio(kind)) <= MAX_RATIO[kind] || (await ratio(kind)) <= MAX_RATIO[kind]) continue;
    console.log(
      `${kind}: slower than it was; npm run bench and a profile (node --cpu-prof dist/main.js) tell where`,
    );
    process.exitCode = 1;
  }
} finally {
  client.close();
  await stopAll();
  removeFolders();
}
