/** What one durable commit costs, as a share of lowdb's own whole-file write at the same size. Run: npx tsx bench/state-log.ts */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { JSONFile } from "lowdb/node";
import { emptyTables, type Change, type Opportunity } from "../src/domain/records.js";
import { openStore } from "../src/persistence/low-store.js";

const COMMIT_RECORDS = 32;

function opportunity(n: number): Opportunity {
  return {
    id: `0b9b4b4e-0000-4000-8000-${String(n).padStart(12, "0")}`,
    account_id: "5b0f4c0a-3f4e-4a39-8f4f-1d2f3a4b5c6d",
    product_id: "6f1f7d52-91c3-4f0e-9d53-0a1b2c3d4e5f",
    test_spec_id: "c0a8e1de-70a5-4a0b-8b3d-5e6f70819203",
    trigger: "image",
    image_unique_id: `image-${n}`,
    image_reference: { url: `https://images.example/${n}.img`, sha256: "0".repeat(64) },
    extra_snaps: [],
    snaps: [],
    channel: "edge",
    primary_snap_name: null,
    base_channel: null,
    update_channel: null,
    platform: null,
    organization_id: null,
    image_name: null,
    queued_at: 1_451_928_879_093_142 + n,
  };
}

/** Median of the milliseconds that `task` takes. */
async function median(times: number, task: () => Promise<void>): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    const start = performance.now();
    await task();
    taken.push(performance.now() - start);
  }
  return taken.sort((a, b) => a - b)[times >> 1]!;
}

const dir = mkdtempSync(join(tmpdir(), "spi-bench-"));
try {
  for (const size of [1_000, 10_000, 100_000]) {
    const file = join(dir, `${size}.jsonl`);
    const store = await openStore({ file, warn: console.warn, compactOver: Infinity });
    const tables = emptyTables();
    for (let n = 0; n < size; n++) tables.opportunities.set(opportunity(n).id, opportunity(n));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const compaction = await median(1, () => store.replace(tables));
    delay.disable();
    const changes = Array.from({ length: COMMIT_RECORDS }, (_, n): Change => {
      return { table: "opportunities", put: opportunity(n) };
    });
    const append = await median(40, () => {
      store.commit(changes);
      return store.flushed();
    });
    const bytes = statSync(file).size;
    await store.close();
    const open = await median(1, async () => (await openStore({ file, warn: console.warn })).close());
    const whole = new JSONFile(join(dir, `${size}.json`));
    const records = [...tables.opportunities.values()];
    const write = await median(size > 50_000 ? 3 : 7, () => whole.write(records));
    console.log(
      `${size} records (${(bytes / 2 ** 20).toFixed(1)} MiB): commit of ${COMMIT_RECORDS} and flush ${append.toFixed(2)} ms, ` +
        `lowdb's whole write ${write.toFixed(1)} ms = ${(write / append).toFixed(1)} times that; compaction ` +
        `${(compaction / write).toFixed(2)} whole writes, holding the loop for ${(delay.max / 1e6).toFixed(0)} ms at most; ` +
        `opening ${(open / write).toFixed(2)} whole writes`,
    );
  }
} finally {
  rmSync(dir, { recursive: true });
}
