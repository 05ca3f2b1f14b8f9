import { afterAll, beforeAll, expect, it } from "vitest";
import { machine } from "../clock/clock.js";
import { TURN } from "../clock/in-turns.js";
import { deleteProduct } from "../domain/product.js";
import { type LabServer, labServer } from "../sandbox/testing/lab-server.js";

const SPECS = 1500;
/** Number of advertisements in the history. */
const PAST = 3;
const COUNT = SPECS * PAST;

let server: LabServer;
let products: string[];
beforeAll(async () => {
  const snap = { name: "test-snap.foo", revision: 1, channel: "edge" };
  const product = {
    ...{ release: "15.04-core", snaps: ["test-snap.foo"] },
    test_specs: Array.from({ length: SPECS }, (_, n) => ({ name: `spec-${n}` })),
  };
  const history = Array.from({ length: PAST }, () => ({ ago: "1d", snap }));
  const named = [
    { name: "first", ...product, history },
    { name: "last", ...product, history: [{ ago: "1h", snap }] },
  ];
  const seed = { accounts: [{ email: "one@example.com", password: "p", products: named }] };
  server = await labServer({ seed: JSON.stringify(seed), lab: false });
  products = (await server.send("GET", "/products")).body.products.map(({ id }: { id: string }) => id);
});
afterAll(() => server.close());

/** Runs `work`; returns its value and the number of turns of others in it. `other` has the first of them. */
async function countTurns<T>(work: () => Promise<T>, other: () => unknown = () => undefined) {
  let turns = -1;
  let ended = false as boolean;
  const turn = (): void => {
    if (++turns === 1) other();
    if (!ended) machine.setImmediate(turn);
  };
  machine.setImmediate(turn);
  const value = await work().finally(() => (ended = true));
  return { value, turns };
}

it.each(["", "?status=RESULT_STORED", "?unfinished=false", "?id_prefix=0", "?limit=1"])(
  "others have turns while all opportunities are looked through: %s",
  async (query) => {
    const { value, turns } = await countTurns(() =>
      server.control("GET", `/_emulator/opportunities${query}`),
    );
    expect(value.status).toBe(200);
    expect(turns).toBeGreaterThanOrEqual(Math.floor(COUNT / TURN));
  },
);

it("one that is deleted meanwhile is left out", async () => {
  const { state, clock } = server.sandbox;
  const product = state.tables.products.get(products[1]!)!;
  const remove = (): void =>
    server.sandbox.commit(deleteProduct(state, product), clock.now(), { by: "store", manual: true });
  const { value } = await countTurns(
    () => server.control("GET", "/_emulator/opportunities?limit=1000"),
    remove,
  );
  expect(value.status).toBe(200);
  const shown = value.body.opportunities.map((one: { product_id: string }) => one.product_id) as string[];
  expect(shown).not.toContain(product.id);
});
