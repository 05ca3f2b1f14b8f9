import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TABLE_NAMES, type TableName } from "../domain/records.js";
import { isRefusal } from "../domain/refusal.js";
import { encodeCommit } from "../persistence/log-lines.js";
import { VERSION } from "../persistence/migrations.js";
import { packageFile } from "../package-files.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { DEFAULT_SANDBOX } from "./registry.js";
import { atOnce } from "../domain/steps.js";
import { readingSnapshot } from "./snapshot.js";
import { type LabServer, labServer } from "./testing/lab-server.js";

const GOOD = readFileSync(
  packageFile("src", "persistence", "testing", "state", `snapshot-${VERSION}.json`),
  "utf8",
);

type AnyRecord = Record<string, any>;

/** A snapshot with records in every table, changed, with a matching checksum. */
function snapshotWith(change: (tables: Record<TableName, AnyRecord[]>) => void): any {
  const document = JSON.parse(GOOD);
  change(document.tables);
  document.checksum = createHash("sha256").update(JSON.stringify(document.tables)).digest("hex");
  return document;
}

const first = (table: TableName): AnyRecord => JSON.parse(GOOD).tables[table][0];

/** Every path in a record, including lists and objects. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.keys(value).flatMap((key) => places((value as AnyRecord)[key], [...path, key]))];
}

/** Sets the value at a path; undefined removes it. */
function put(record: AnyRecord, path: (string | number)[], value: unknown): void {
  const at = path.slice(0, -1).reduce<AnyRecord>((inside, key) => inside[key], record);
  if (value === undefined) Reflect.deleteProperty(at, path.at(-1)!);
  else at[path.at(-1)!] = value;
}

/** Reads everything that clients can read; no answer may be an internal error. */
async function expectReadable(server: LabServer, place: string): Promise<void> {
  const statuses = [(await server.send("GET", "/products")).status];
  for (const { id } of (await server.send("GET", "/products")).body.products) {
    for (const path of ["", "/test-specs", "/tests/events", "/tests/results"])
      statuses.push((await server.send("GET", `/products/${id}${path}`)).status);
  }
  for (const path of ["/opportunities", "/status", "/clock", "/sandboxes"])
    statuses.push((await server.control("GET", `/_emulator${path}`)).status);
  expect([place, statuses.filter((status) => status >= 500)]).toEqual([place, []]);
}

describe("a snapshot with a matching checksum and an invalid record", () => {
  type Case = [string, (tables: Record<TableName, AnyRecord[]>) => void, string];
  const cases: Case[] = [
    [
      "a walk without events",
      ({ walks }) => delete walks[0]!["times"],
      `table walks, record ${first("walks")["id"]}: times: got nothing; accepted: a list`,
    ],
    [
      "an opportunity of no product",
      ({ opportunities }) => (opportunities[0]!["product_id"] = "none"),
      `table opportunities, record ${first("opportunities")["id"]}: product_id: got "none"; table products has no such record`,
    ],
    [
      "a number for a name",
      ({ products }) => (products[0]!["name"] = 7),
      `table products, record ${first("products")["id"]}: name: got 7; accepted: a name of 1 to 200`,
    ],
    [
      "an unknown field of a snap, which answers show",
      ({ opportunities }) => (opportunities[0]!["snaps"] = [{ name: "a.b", revision: 1, more: 1 }]),
      `table opportunities, record ${first("opportunities")["id"]}: snaps[0].more: unknown field; accepted: name, revision`,
    ],
    [
      "an unknown field of an agent's report, which answers show",
      ({ results }) => (results[0]!["agent"] = { timing: {}, more: 1 }),
      `table results, record ${first("results")["id"]}: agent.more: unknown field; accepted: timing`,
    ],
    [
      "a list for a time of an agent's report",
      ({ results }) => (results[0]!["agent"] = { timing: { a: ["2016-01-04T17:34:39.093142"] } }),
      `table results, record ${first("results")["id"]}: agent.timing: got an object; accepted: times such as`,
    ],
    [
      "a clock that is too fast",
      ({ meta }) => (meta[0]!["settings"].clock = { mode: "scaled", speed: 1e300 }),
      "settings.clock.speed: got 1e+300; accepted: a speed, a number from 0 to 1000000",
    ],
    [
      "an image id that answers cannot show",
      ({ opportunities }) => (opportunities[0]!["image_unique_id"] = "x".repeat(37)),
      `image_unique_id: got "${"x".repeat(37)}"; accepted: a text of 1 to 36 characters`,
    ],
    [
      "a manual clock that starts where no time is left",
      ({ meta }) => (meta[0]!["settings"].clock = { mode: "manual", start: Number.MAX_SAFE_INTEGER }),
      "settings.clock.start: got 9007199254740991; accepted: a time up to 2200-01-01T00:00:00.000000+00:00",
    ],
    [
      "the name of an image that answers cannot show",
      ({ test_specs }) => (test_specs[0]!["image_name"] = "a\u0001"),
      'image_name: got "a\\u0001"; accepted: a text of at most 200 characters, without control characters, or null',
    ],
    [
      "a product with a snap twice",
      ({ products }) => (products[0]!["snaps"] = ["a.b", "a.b"]),
      "snaps: got a list of 2 with one twice; accepted: a list of different ones",
    ],
    ...(["consumer_key", "consumer_secret"] as const).map((field): Case => [
      `a ${field} that a credentials file cannot hold`,
      ({ accounts }) => (accounts[0]![field] = "a b"),
      `${field}: accepted: 1 to 200 characters of printable ASCII`,
    ]),
    ...(["id", "token_secret"] as const).map((field): Case => [
      `a token's ${field} that a credentials file cannot hold`,
      ({ tokens }) => (tokens[0]![field] = ""),
      `${field}: accepted: 1 to 200 characters of printable ASCII`,
    ]),
    [
      "very many sources of the feed, all of which are listed at once",
      ({ feed }) => {
        for (let n = feed.length; n <= 1000; n++) feed.push({ ...feed[0]!, id: `f${n}` });
      },
      "table feed: got 1001 records; accepted: at most 1000",
    ],
    [
      "so many ids that the next are no others",
      ({ meta }) => (meta[0]!["ids_drawn"] = Number.MAX_SAFE_INTEGER),
      "ids_drawn: got 9007199254740991; accepted: a whole number from 0 to 1000000000000000",
    ],
    [
      "a random seed that takes long to hash",
      ({ meta }) => (meta[0]!["settings"].random_seed = "x".repeat(10_001)),
      "accepted: a text of at most 10000 characters",
    ],
    [
      "a feed without time between revisions",
      ({ feed }) => (feed[0]!["every_ms"] = Number.MIN_VALUE),
      "every_ms: got 5e-324; accepted: a number of milliseconds from 0.001, or null",
    ],
    [
      "no record of its own",
      (tables) => (tables.meta = []),
      "table meta: the sandbox's own record is missing",
    ],
    [
      "a record twice",
      ({ products }) => products.push(products[0]!),
      `table products, record ${first("products")["id"]}: it occurs twice`,
    ],
    [
      "a record that is invalid",
      ({ feed }) => feed.push(null as never),
      "table feed, record number 2: it has no id",
    ],
    [
      "two accounts of one address",
      ({ accounts }) => (accounts[1]!["email"] = accounts[0]!["email"].toUpperCase()),
      "that another account has",
    ],
    [
      "a result that its walk does not know",
      ({ walks }) => {
        const walk = walks.find(({ result_id }) => result_id !== null)!;
        walk["times"].length = 2;
        walk["result_id"] = null;
      },
      "has another result",
    ],
  ];

  it.each(cases)("is refused: %s", async (_, change, message) => {
    const folder = temporaryFolder();
    const server = await labServer({ folder, lab: false });
    const state = () => readFileSync(join(folder, `${DEFAULT_SANDBOX}.jsonl`));
    const [before, products] = [state(), (await server.send("GET", "/products")).body];
    const refused = await server.control("POST", "/_emulator/snapshot-imports", snapshotWith(change));
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringContaining(message)]);
    expect(state()).toEqual(before);
    expect((await server.send("GET", "/products")).body).toEqual(products);
    await server.close();
    const again = await labServer({ folder, lab: false });
    expect((await again.send("GET", "/products")).body).toEqual(products);
    await again.close();
  });

  it.each(TABLE_NAMES)("is never loaded with an invalid record in table %s", async (table) => {
    const server = await labServer({ lab: false });
    let taken = 0;
    // A seed in the snapshot is checked when a reset needs it.
    const paths = places(first(table)).filter(
      (path) => path.length > 0 && !path.slice(0, -1).includes("seed_document"),
    );
    for (const path of paths) {
      for (const value of [undefined, null, 7, "text", [], {}, -1.5, true, 1e9, 1e300, "\u0001"]) {
        const document = snapshotWith((tables) => put(tables[table][0]!, path, value));
        const read = atOnce(readingSnapshot(JSON.stringify(document))).tables;
        if (isRefusal(read)) {
          expect(read.message).toMatch(/^the snapshot is damaged: table \w+/);
          continue;
        }
        taken += 1;
        const place = `${table} ${path.join(".")} = ${JSON.stringify(value)}`;
        const answer = await server.control("POST", "/_emulator/snapshot-imports", document);
        expect([place, answer.status]).toEqual([place, 200]);
        await expectReadable(server, place);
      }
    }
    expect(taken).toBeLessThan(paths.length * 4);
    await server.close();
  });
});

it("a snapshot of a client cannot name a file as the seed, which a reset would read", async () => {
  const server = await labServer({ lab: false });
  const file = join(temporaryFolder(), "secret");
  writeFileSync(file, "the secret of the machine");
  const document = snapshotWith(({ meta }) =>
    Object.assign(meta[0]!["settings"] as AnyRecord, { seed: file, seed_document: null }),
  );
  expect((await server.control("POST", "/_emulator/snapshot-imports", document)).status).toBe(200);
  const { status, body } = await server.control("POST", "/_emulator/reset");
  expect([status, JSON.stringify(body).includes("of the machine")]).toEqual([200, false]);
  await server.close();
});

describe("a seed that makes records which a sandbox cannot use", () => {
  it("is refused, and nothing is changed", async () => {
    const server = await labServer({ lab: false });
    const before = (await server.send("GET", "/products")).body;
    const product = { name: "p", release: "r", snaps: ["s"], created: "999999999999d" };
    const seed = { accounts: [{ email: "a@b.c", password: "x", products: [product] }] };
    const refusal = expect.stringMatching(
      /table products, record .*: created_at: got -?[\d.e+]+; accepted: a time/,
    );
    for (const [path, body] of [
      ["seed", { seed }],
      ["sandboxes", { name: "other", seed }],
    ] as const) {
      const refused = await server.control("POST", `/_emulator/${path}`, body);
      expect([path, refused.status, refused.body.message]).toEqual([path, 400, refusal]);
    }
    expect((await server.send("GET", "/products")).body).toEqual(before);
    expect((await server.control("GET", "/_emulator/sandboxes/other")).status).toBe(404);
    await server.close();
  });
});

describe("a state file with matching checksums and an invalid record", () => {
  it("is refused with the line, the record and the field, and stays unchanged", async () => {
    const folder = temporaryFolder();
    const file = join(folder, `${DEFAULT_SANDBOX}.jsonl`);
    await (await labServer({ folder, lab: false })).close();
    const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
    const { commit } = JSON.parse(lines[1]!);
    const product = commit.changes.find((change: AnyRecord) => change["table"] === "products").put;
    lines.push(
      encodeCommit(
        lines.length,
        JSON.stringify([{ table: "products", put: { ...product, snaps: "one" } }]),
      ).trimEnd(),
      encodeCommit(lines.length + 1, "[]").trimEnd(),
    );
    const text = `${lines.join("\n")}\n`;
    writeFileSync(file, text);
    await expect(labServer({ folder, lab: false })).rejects.toThrow(
      `State file ${file}, line ${lines.length - 1}: table products, record ${product.id}: snaps: got "one"; accepted: a list. Nothing was changed.`,
    );
    expect(readFileSync(file, "utf8")).toBe(text);
  });
});
