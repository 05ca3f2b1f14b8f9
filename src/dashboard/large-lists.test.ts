import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { machine } from "../clock/clock.js";
import { PackedTable } from "../domain/packed/packed-table.js";
import { type EmulatorHandle, startEmulator } from "../index.js";

/** Enough for many turns. */
const SPECS = 2500;
const PAST = 4;

let emulator: EmulatorHandle;
/** The greatest numbers of records that were made, and looked up, in one turn. */
const most = { at: 0, rowOf: 0 };

function countInTurns(name: "at" | "rowOf"): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its own `this`
  const real = PackedTable.prototype[name] as (...values: unknown[]) => never;
  let count = 0;
  vi.spyOn(PackedTable.prototype, name).mockImplementation(function (this: unknown, ...values: unknown[]) {
    if (count++ === 0) machine.setImmediate(() => (count = 0));
    most[name] = Math.max(most[name], count);
    return real.apply(this, values);
  });
}

beforeAll(async () => {
  countInTurns("at");
  countInTurns("rowOf");
  emulator = await startEmulator({ seed: "empty", lab: false });
  const snap = { name: "x.y", revision: 1, channel: "edge" } as const;
  const test_specs = Array.from({ length: SPECS }, (_, n) => ({ name: `spec-${n}` }));
  const history = Array.from({ length: PAST }, () => ({ ago: "1d", snap }));
  const product = { name: "p", release: "16", snaps: ["x.y"], test_specs, history };
  await emulator.seed({ accounts: [{ email: "a@b.c", password: "p", products: [product] }] });
  const [{ id }] = ((await (await emulator.fetch("/products")).json()) as { products: [{ id: string }] })
    .products;
  for (let n = 0; n < PAST; n++) {
    const body = JSON.stringify({ image_unique_id: `i${n}`, image_reference: null });
    const headers = { "content-type": "application/json" };
    const sent = await emulator.fetch(`/products/${id}/images`, { method: "POST", headers, body });
    expect(sent.status).toBe(201);
  }
});
afterAll(async () => {
  vi.restoreAllMocks();
  await emulator.close();
});

const SORTED = ["status", "subject", "platform", "took", "agent", "age"].map(
  (by) => `/opportunities?sort=${by}`,
);

it.each(["/", "/products", "/opportunities", ...SORTED, "/results"])(
  "%s: the page does not go through all opportunities in one turn",
  async (path) => {
    Object.assign(most, { at: 0, rowOf: 0 });
    const page = await fetch(`${emulator.url}/_emulator/dashboard${path}`);
    expect(page.status).toBe(200);
    expect(Math.max(most.at, most.rowOf)).toBeLessThan(SPECS * PAST);
  },
);
