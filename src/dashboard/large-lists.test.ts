import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { machine } from "../clock/clock.js";
import { PackedTable } from "../domain/packed/packed-table.js";
import { type EmulatorHandle, startEmulator } from "../index.js";

/** Enough for many turns. */
const SPECS = 2500;
const PAST = 4;

let emulator: EmulatorHandle;
/** Number of records that are made in this turn, and the greatest number of a turn. */
let [made, most] = [0, 0];

beforeAll(async () => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its own `this`
  const { at } = PackedTable.prototype;
  vi.spyOn(PackedTable.prototype, "at").mockImplementation(function (this: PackedTable<never>, row) {
    if (made++ === 0) machine.setImmediate(() => (made = 0));
    most = Math.max(most, made);
    return at.call(this, row);
  });
  emulator = await startEmulator({ seed: "empty", lab: false });
  const snap = { name: "x.y", revision: 1, channel: "edge" } as const;
  const test_specs = Array.from({ length: SPECS }, (_, n) => ({ name: `spec-${n}` }));
  const history = Array.from({ length: PAST }, () => ({ ago: "1d", snap }));
  const product = { name: "p", release: "16", snaps: ["x.y"], test_specs, history };
  await emulator.seed({ accounts: [{ email: "a@b.c", password: "p", products: [product] }] });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await emulator.close();
});

const SORTED = ["status", "subject", "platform", "took", "agent", "age"].map(
  (by) => `/opportunities?sort=${by}`,
);

it.each(["/opportunities", ...SORTED, "/results"])(
  "%s: the page does not go through all opportunities in one turn",
  async (path) => {
    most = 0;
    const page = await fetch(`${emulator.url}/_emulator/dashboard${path}`);
    expect([page.status, most > 0 && most < SPECS * PAST]).toEqual([200, true]);
  },
);
