import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { TURN } from "../clock/in-turns.js";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { counted } from "./testing/counted.js";

/** Enough for several turns. */
const PRODUCTS = 3500;

let emulator: EmulatorHandle;
/** The greatest number of products, or of Test Specs, that were read in one turn. */
let most = 0;

beforeAll(async () => {
  emulator = await startEmulator({ seed: "empty", lab: false });
  const products = Array.from({ length: PRODUCTS }, (_, n) => ({
    name: `product ${n}`,
    release: "16",
    snaps: [`snap-${n}`],
    test_specs: [{ name: `spec ${n}`, platform: `platform-${n}` }],
  }));
  await emulator.seed({ accounts: [{ email: "a@b.c", password: "p", products }] });
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its own `this`
  const values = Map.prototype.values;
  vi.spyOn(Map.prototype, "values").mockImplementation(function (this: Map<unknown, unknown>) {
    return this.size === PRODUCTS
      ? counted(values.call(this), (inTurn) => (most = Math.max(most, inTurn)))
      : values.call(this);
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await emulator.close();
});

it.each(["/search?q=nothing", "/search?q=3499", "/results", "/trigger", "/products", "/opportunities"])(
  "%s: the page does not go through all products or Test Specs in one turn",
  async (path) => {
    most = 0;
    const page = await fetch(`${emulator.url}/_emulator/dashboard${path}`);
    expect(page.status).toBe(200);
    expect(most).toBeLessThanOrEqual(TURN + 1);
  },
);

it("what is far behind in a long list is found, and the list says how long it is", async () => {
  const search = await (await fetch(`${emulator.url}/_emulator/dashboard/search?q=3499`)).text();
  for (const title of ["product 3499", "spec 3499", "snap-3499"]) expect(search).toContain(title);
  const list = await (await fetch(`${emulator.url}/_emulator/dashboard/products`)).text();
  expect(list).toContain(`The first 200 of ${PRODUCTS}.`);
  expect(list.match(/<tr id="product-/g)).toHaveLength(200);
});
