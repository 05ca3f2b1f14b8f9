import { afterAll, beforeAll, expect, it } from "vitest";
import { TURN } from "../clock/in-turns.js";
import { PackedTable } from "../domain/packed/packed-table.js";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { sendForm } from "./testing/form-post.js";
import { postJson } from "./testing/product.js";
import { counted } from "./testing/counted.js";

/** Enough for several turns, and for several rows and options too many. */
const SNAPS = 3000;
const SPECS = 20;
const ADVERTISED = 600;

const names = Array.from({ length: SNAPS }, (_, n) => `snap-${n}.x`);

let emulator: EmulatorHandle;
let product = "";
let other = "";
let opportunity = "";
/** The records that were read, and the greatest number of items of the list of snaps that were read in one turn. */
const read = { records: 0, inTurn: 0 };

beforeAll(async () => {
  emulator = await startEmulator({ seed: "empty", lab: false });
  const test_specs = Array.from({ length: SPECS }, (_, n) => ({ name: `spec ${n}` }));
  const few = Array.from({ length: ADVERTISED }, (_, n) => `one-${n}.y`);
  const seed = {
    accounts: [
      {
        ...{ email: "a@b.c", password: "p" },
        products: [
          { name: "large", release: "16", snaps: names, test_specs },
          {
            ...{ name: "other", release: "16", snaps: few, test_specs: [{ name: "one" }] },
            history: few.map((name) => ({
              ago: "1d",
              snap: { name, revision: 1, channel: "edge" as const },
            })),
          },
        ],
      },
    ],
  };
  await emulator.seed(seed);
  const { products } = (await (await emulator.fetch("/products")).json()) as { products: { id: string }[] };
  [product, other] = products.map(({ id }) => id) as [string, string];
  const body = { snaps: names.map((name, n) => ({ name, revision: n + 1 })), channel: "stable" };
  const made = await postJson(emulator, `/products/${product}/gold-masters`, body);
  opportunity = (made as { ids: { test_opportunity_id: string }[] }).ids[0]!.test_opportunity_id;
  count();
});
afterAll(async () => {
  PackedTable.prototype.at = at;
  Array.prototype[Symbol.iterator] = items;
  await emulator.close();
});

/* eslint-disable @typescript-eslint/unbound-method -- they are called with their own `this` */
const at = PackedTable.prototype.at as (row: number) => never;
const items = Array.prototype[Symbol.iterator];
/* eslint-enable @typescript-eslint/unbound-method */

// A spy would remember all calls.
function count(): void {
  PackedTable.prototype.at = function (row: number): never {
    read.records += 1;
    return at.call(this, row);
  };
  Array.prototype[Symbol.iterator] = function (this: unknown[]) {
    return this.length === SNAPS
      ? counted(items.call(this), (inTurn) => (read.inTurn = Math.max(read.inTurn, inTurn)))
      : items.call(this);
  };
}

const page = async (path: string): Promise<string> => {
  const named = path.replaceAll("PRODUCT", product).replaceAll("OPPORTUNITY", opportunity);
  const answer = await fetch(`${emulator.url}/_emulator/dashboard${named}`);
  expect(answer.status).toBe(200);
  return answer.text();
};

const PAGES = [
  ...["/", "/opportunities", "/opportunities?sort=subject", "/opportunities/OPPORTUNITY", "/products"],
  ...["/products/PRODUCT", "/results?product=PRODUCT", "/trigger?product=PRODUCT", "/search?q=snap"],
  ...["/trigger?product=PRODUCT&kind=image", "/trigger?product=PRODUCT&kind=gold-master"],
  ...["/search?q=OPPORTUNITY", "/api/updateProduct", "/api/advertiseGoldMaster", "/api/advertiseSnap"],
];

it.each(PAGES)("%s: the page shows some snaps of a product that has many", async (path) => {
  expect((await page(path)).match(/snap-\d+\.x/g)?.length ?? 0).toBeLessThan(5000);
});

it.each(PAGES)("%s: the page reads each record a few times, and few snaps in one turn", async (path) => {
  Object.assign(read, { records: 0, inTurn: 0 });
  await page(path);
  expect(read.records).toBeLessThan(10 * (SPECS + ADVERTISED));
  expect(read.inTurn).toBeLessThanOrEqual(TURN + 1);
});

it("the gold master form has the first snaps with their latest revisions, and says how many there are", async () => {
  const form = await page("/trigger?product=PRODUCT&kind=gold-master");
  expect(form.match(/name="body\.snaps\.\d+\.name"/g)).toHaveLength(200);
  expect(form).toContain(`The form has the first 200 of the product’s ${SNAPS} snaps`);
  expect(/name="body\.snaps\.199\.revision"[^>]*value="(\d+)"/.exec(form)?.[1]).toBe("200");
});

it("a body with more rows than a form reads stays JSON, so that none of them is lost", async () => {
  const url = `${emulator.url}/_emulator/dashboard/trigger?product=${product}&kind=gold-master&action=request`;
  const text = JSON.stringify({ snaps: names.map((name) => ({ name, revision: 1 })), channel: "stable" });
  const refused = await sendForm(url, { "form-id": "trigger", as: "json", text, do: "as-fields" });
  expect(refused).toContain("A list of more than 200 rows cannot be shown as fields.");
  expect(refused).not.toContain("body.snaps.0.name");
  expect(refused).toContain("snap-2999.x");
});

it("a product's page says how many snaps there are, and its form keeps those that it does not show", async () => {
  const shown = await page("/products/PRODUCT");
  expect(shown).toContain("snap-199.x and 2800 more");
  const url = `${emulator.url}/_emulator/dashboard/products/${product}?action=change`;
  await sendForm(url, { "form-id": "change-product", name: "renamed", release: "16" });
  const answer = await emulator.fetch(`/products/${product}`);
  expect(await answer.json()).toMatchObject({ name: "renamed", snaps: names });
});

it("a suggested change of a product names none of its snaps where there are too many, so that none is lost by it", async () => {
  const form = await page("/api/updateProduct");
  expect(form).toContain(`The product has ${SNAPS} snaps, which are too many for this form`);
  expect(/<textarea id="text".*?<\/textarea>/s.exec(form)![0]).not.toContain("snaps");
});

it("the event log shows its beginning; the file has the whole", async () => {
  expect(await page("/opportunities/OPPORTUNITY")).toMatch(
    /The first 65536 of \d+ characters\. Save it to have all of it\./,
  );
  expect(await page("/opportunities/OPPORTUNITY?download=event-log")).toContain("snap-2999.x");
});

it("choices offer the first names, and say how many there are", async () => {
  const list = await page("/opportunities");
  // One is that of the gold master.
  expect(list).toContain(`The first 500 of ${ADVERTISED + 1}`);
  expect(list.match(/<option value="one-\d+\.y"/g)).toHaveLength(500);
  const results = await page(`/results?product=${other}`);
  expect(results).toContain(`The first 500 of ${ADVERTISED}`);
  expect(results.match(/<option value="snap:one-\d+\.y"/g)).toHaveLength(500);
});
