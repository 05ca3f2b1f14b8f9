/**
 * Writes a state file and a snapshot of the version that this program writes into `src/persistence/testing/state/`,
 * with records in every table: `npx tsx scripts/state-files.ts`. They stay in the repository, and every later version
 * must open them.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VERSION } from "../src/persistence/migrations.js";
import { DEFAULT_SANDBOX } from "../src/sandbox/registry.js";
import { labServer, SEED } from "../src/sandbox/testing/lab-server.js";

const FEED =
  "feed: [{ product: test-product.foo, snap: { name: test-snap.foo, revision: 9, channel: edge }, at: 10d }]\n";
const HALF_AN_HOUR = 30 * 60_000;
const TO = join(import.meta.dirname, "..", "src", "persistence", "testing", "state");

const folder = mkdtempSync(join(tmpdir(), "spi-state-files-"));
const server = await labServer({ folder, seed: SEED + FEED });

/** The body of an answer that must be a success. */
async function post(path: string, body: object): Promise<{ id: string }> {
  const answer = await server.send("POST", path, body);
  if (answer.status >= 300)
    throw new Error(`POST ${path}: HTTP ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as { id: string };
}

const fields = { name: "Prüfling", release: "15.04-core", snaps: ["one.author", "two.author"] };
const { id } = await post("/products", fields);
await post(`/products/${id}/test-specs`, {
  name: "smoke",
  platform: "amd64",
  test_payload: { steps: ["a", null, 1.5] },
});
await post(`/products/${id}/test-specs`, { name: "other", platform: "pi2", image_name: "an-image" });
const snaps = [
  { name: "one.author", revision: 4 },
  { name: "two.author", revision: 1 },
];
await post(`/products/${id}/gold-masters`, { channel: "stable", snaps });
await post(`/products/${id}/images`, {
  image_unique_id: "image-1",
  image_reference: { url: "http://x.test/y" },
});
await post(`/products/${id}/snaps`, { name: "one.author", revision: 5, channel: "edge" });
const login = { email: "one@example.com", password: "correct horse", token_name: "a token" };
await post("/api/v2/tokens/oauth", login);
await server.clock.advance(HALF_AN_HOUR);
await server.control("POST", "/_emulator/snapshots", { name: "made" });
const snapshot = await server.control("GET", "/_emulator/snapshots/made");
await server.close();

mkdirSync(TO, { recursive: true });
copyFileSync(join(folder, `${DEFAULT_SANDBOX}.jsonl`), join(TO, `version-${VERSION}.jsonl`));
writeFileSync(join(TO, `snapshot-${VERSION}.json`), `${JSON.stringify(snapshot.body, null, 2)}\n`);
rmSync(folder, { recursive: true });
