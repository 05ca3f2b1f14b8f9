import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { PackedTable } from "../domain/packed/packed-table.js";
import { emptyTables, type Tables } from "../domain/records.js";
import { State } from "../domain/state.js";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { Sandbox } from "../sandbox/sandbox.js";

/** Enough for several turns. */
const SPECS = 1500;
const PAST = 3;

let emulator: EmulatorHandle;
let sandbox: Sandbox;
/** Called once when a page begins to look through the opportunities. */
let onLook: (() => Promise<void>) | null = null;
const look = (): void => {
  const now = onLook;
  onLook = null;
  void now?.();
};
// eslint-disable-next-line @typescript-eslint/unbound-method -- each is called with its own `this`
const [{ rows, rowsBack }, { opportunityRows }] = [PackedTable.prototype, State.prototype];

beforeAll(async () => {
  vi.spyOn(PackedTable.prototype, "rows").mockImplementation(function (this: PackedTable<never>) {
    look();
    return rows.call(this);
  });
  vi.spyOn(PackedTable.prototype, "rowsBack").mockImplementation(function (this: PackedTable<never>) {
    look();
    return rowsBack.call(this);
  });
  vi.spyOn(State.prototype, "opportunityRows").mockImplementation(function (this: State, ...span) {
    look();
    return opportunityRows.apply(this, span);
  });
  const touch = vi.spyOn(Sandbox.prototype, "touch");
  emulator = await startEmulator({ seed: "empty", lab: false, clock: "manual" });
  await emulator.fetch("/products");
  sandbox = touch.mock.contexts[0] as Sandbox;
});
afterAll(async () => {
  vi.restoreAllMocks();
  await emulator.close();
});
beforeEach(async () => {
  const snap = { name: "x.y", revision: 1, channel: "edge" } as const;
  const test_specs = Array.from({ length: SPECS }, (_, n) => ({ name: `spec-${n}` }));
  const history = Array.from({ length: PAST }, () => ({ ago: "1d", snap }));
  const product = { name: "p", release: "16", snaps: ["x.y"], test_specs, history };
  const seed = { accounts: [{ email: "a@b.c", password: "p", products: [product] }] };
  await emulator.seed(seed);
  const [id] = sandbox.state.tables.products.keys();
  const headers = { "content-type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify(snap) };
  expect((await emulator.fetch(`/products/${id!}/snaps`, sent)).status).toBe(201);
});

const PATHS = [
  "/opportunities",
  "/opportunities?unfinished=true",
  "/opportunities?sort=status",
  "/opportunities?fragment=opportunities",
  "/results",
  "/search?q=0",
];

it.each(PATHS.flatMap((path) => [0, 2, 4].map((turns): [string, number] => [path, turns])))(
  "the page %s is made although the records are replaced %i turns after it began to look for them",
  async (path, turns) => {
    const tables: Tables = emptyTables();
    tables.meta.set("sandbox", sandbox.meta);
    const replaced = new Promise<void>((resolve, reject) => {
      onLook = async () => {
        for (let turn = 0; turn < turns; turn++) await yieldToLoop();
        sandbox.replace(tables).then(resolve, reject);
      };
    });
    const page = await fetch(`${emulator.url}/_emulator/dashboard${path}`);
    await replaced;
    expect(page.status).toBe(200);
  },
);
