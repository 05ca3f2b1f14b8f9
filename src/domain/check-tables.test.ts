import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkingTables, type RecordProblem } from "./check-tables.js";
import { SealedBlock } from "./packed/block.js";
import { createProduct, createTestSpec } from "./product.js";
import { RECORD_SHAPES } from "./record-shapes.js";
import { type Account, applyChange, type Change, emptyTables, TABLE_NAMES, type Tables } from "./records.js";
import { isRefusal } from "./refusal.js";
import { State } from "./state.js";
import { atOnce } from "./steps.js";
import { advertiseSnap } from "./trigger.js";
import { pickOpportunity, postResult, storeResult } from "./walk.js";

type AnyRecord = { id: string } & Record<string, unknown>;

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** How far each walk goes, and the place of its result among those that are posted. */
const walks = fc.oneof(
  fc.array(fc.record({ steps: fc.constantFrom(1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4), place: fc.nat(9) }), {
    minLength: 8,
    maxLength: 24,
  }),
  // One after the other: then blocks of walks and blocks of results have the same ids.
  fc.array(fc.constant({ steps: 4, place: 0 }), { minLength: 8, maxLength: 24 }),
);

/** All changes that made a state with two accounts, each with a product. */
function changesOf(all: readonly { steps: number; place: number }[]): Change[] {
  const made: Change[] = [];
  const tables = emptyTables();
  const state = State.of(tables);
  let ids = 0;
  let now = 1_000_000;
  const newId = (): string => uuid((ids += 1));
  const commit = (changes: readonly Change[]): void => {
    now += 1;
    made.push(...changes);
    state.around(changes, () => changes.forEach((change) => applyChange(tables, change)));
  };
  const settings = {
    seed: "s",
    seed_document: null,
    random_seed: "r",
    lab: false,
    created_at: 1,
    expires_at: null,
  };
  const clock = { mode: "manual", start: 1 } as const;
  commit([
    { table: "meta", put: { id: "sandbox", settings: { ...settings, clock }, ids_drawn: 1, last_time: 1 } },
  ]);
  const accounts = ["one", "two"].map((id): Account => ({
    ...{ id, email: `${id}@example.com`, password: "p", name: id, status: "active", otp: null },
    ...{ consumer_key: `key-${id}`, consumer_secret: "s", organizations: [id] },
  }));
  commit(accounts.map((put) => ({ table: "accounts", put })));
  const products = accounts.map((account) =>
    createProduct(account, { name: "p", release: "r", snaps: ["a.b"] }, newId(), now),
  );
  commit(products.map((put) => ({ table: "products", put })));
  commit(
    products.map((product) => ({
      table: "test_specs",
      put: createTestSpec(product, { name: "s", platform: null }, newId(), now),
    })),
  );
  const held: { id: string; account: Account; place: number; steps: number }[] = [];
  for (const [n, { steps, place }] of all.entries()) {
    const which = n % 8 === 7 ? 1 : 0;
    const [account, product] = [accounts[which]!, products[which]!];
    const fields = { name: "a.b", revision: n + 1, channel: "edge" as const };
    const decision = advertiseSnap(state, product, fields, { now, newId });
    if (isRefusal(decision)) throw new Error(decision.message);
    commit(decision.changes);
    if (steps === 1) continue;
    const holder = { agent_id: `agent-${n % 7}`, platform: null, agent_group: null, agent_revno: null };
    const picked = pickOpportunity(state, account, holder, now);
    commit(picked.changes);
    const [walk] = picked.changes.flatMap((one) => (one.table === "walks" && "put" in one ? [one.put] : []));
    held.push({ id: walk!.id, account, place, steps });
  }
  for (const { id, account, steps } of held.sort((a, b) => a.place - b.place)) {
    if (steps < 3) continue;
    const { agent_id } = state.walk(id).holder!;
    const result = { agent_id, test_status: "PASSED" as const, result_payload: { log: [id] } };
    const posted = postResult(state, account, id, result, { now, newId });
    if (isRefusal(posted)) throw new Error(posted.message);
    commit(posted.changes);
    if (steps === 4) commit(storeResult(state, id, now));
  }
  return made;
}

/** What may happen to a state: a record goes, gets a value of another record, or one that is no value at all. */
const damage = fc.record({
  table: fc.constantFrom(
    "advertisements" as const,
    "opportunities" as const,
    "walks" as const,
    "results" as const,
  ),
  record: fc.nat(30),
  other: fc.nat(30),
  field: fc.nat(20),
  how: fc.constantFrom("remove", "swap", "swap", "all", "take", "null", "wrong", "long"),
});

function damaged(
  tables: Tables,
  { table, record, other, field, how }: typeof damage extends fc.Arbitrary<infer D> ? D : never,
): Change[] {
  const all = [...(tables[table].values() as Iterable<unknown>)] as AnyRecord[];
  if (all.length === 0) return [];
  const [one, two] = [all[record % all.length]!, all[other % all.length]!];
  if (how === "remove") return [{ table, remove: [one.id] }];
  const names = Object.keys(one).filter((name) => name !== "id");
  const name = names[field % names.length]!;
  const put = (given: AnyRecord, value: unknown): Change =>
    ({ table, put: { ...given, [name]: value } }) as unknown as Change;
  if (how === "swap") return [put(one, two[name]), put(two, one[name])];
  if (how === "all") return all.map((each) => put(each, two[name]));
  const value = { take: two[name], null: null, wrong: { 7: "x" }, long: "\u0007".repeat(36) }[how];
  return [put(one, value)];
}

/** The same records in blocks of columns, and one by one. */
function both(
  changes: readonly Change[],
  more: (tables: Tables) => Change[],
): [packed: Tables, plain: Tables] {
  const kinds = [emptyTables({ rows: 3, open: 2 }), emptyTables({ rows: 128, open: 32 })] as const;
  for (const tables of kinds) {
    for (const change of changes) applyChange(tables, change);
    for (const change of more(tables)) applyChange(tables, change);
  }
  // Made again, so that records that were changed are in columns, too.
  const packed = emptyTables({ rows: 3, open: 2 });
  for (const table of TABLE_NAMES)
    for (const put of kinds[0][table].values()) applyChange(packed, { table, put } as Change);
  return [packed, kinds[1]];
}

const problemOf = (tables: Tables): RecordProblem | null => atOnce(checkingTables(tables));

describe("the check of all tables", () => {
  it("accepts every state that commands make", () => {
    fc.assert(
      fc.property(walks, (all) => {
        for (const tables of both(changesOf(all), () => [])) expect(problemOf(tables)).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  it("finds in blocks what it finds in single records, names the same record, and nothing but what is wrong", () => {
    fc.assert(
      fc.property(walks, fc.array(damage, { minLength: 1, maxLength: 2 }), (all, damages) => {
        const [packed, plain] = both(changesOf(all), (tables) =>
          damages.flatMap((one) => damaged(tables, one)),
        );
        expect(problemOf(packed)).toEqual(problemOf(plain));
        expect(problemOf(packed) === null).toBe(isValid(plain));
      }),
      { numRuns: 800 },
    );
  });
});

/** The same check without a detour. */
function isValid(tables: Tables): boolean {
  const { accounts, products, test_specs, opportunities, walks, results } = tables;
  for (const table of TABLE_NAMES)
    for (const record of tables[table].values()) if (RECORD_SHAPES[table](record, "") !== null) return false;
  const advertised = [...tables.advertisements.values()].every(({ product_id }) => products.has(product_id));
  const queued = [...opportunities.values()].every(
    ({ id, account_id, product_id, test_spec_id }) =>
      accounts.has(account_id) &&
      products.get(product_id)?.account_id === account_id &&
      test_specs.has(test_spec_id) &&
      walks.has(id),
  );
  const walked = [...walks.values()].every(
    ({ id, times, holder, result_id }) =>
      opportunities.has(id) &&
      (holder === null) === times.length < 2 &&
      (result_id === null) === times.length < 3 &&
      (result_id === null || results.has(result_id)),
  );
  const posted = [...results.values()].every(
    ({ id, opportunity_id, product_id }) =>
      products.has(product_id) && walks.get(opportunity_id)?.result_id === id,
  );
  return advertised && queued && walked && posted;
}

describe("the state of tables in blocks", () => {
  it("has the results in the order in which they were stored", () => {
    fc.assert(
      fc.property(walks, (all) => {
        const [packed] = both(changesOf(all), () => []);
        const state = State.of(packed);
        for (const product of packed.products.keys()) {
          const times = state
            .resultRows(product)
            .map((row) => state.walk(packed.results.field(row, "opportunity_id")).times[3]!);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("a block", () => {
  it("fits a shape only if each of its records does", () => {
    const many = (one: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> =>
      fc.array(one, { minLength: 1, maxLength: 8 });
    const text = fc.constantFrom(
      "",
      "edge",
      "PASSED",
      "\u0007",
      "x".repeat(200),
      "x".repeat(201),
      "y".repeat(201),
    );
    const id = fc.oneof(
      { weight: 9, arbitrary: fc.uuid() },
      { weight: 1, arbitrary: fc.stringMatching(/^[0-9a-g-]{36}$/) },
      { weight: 1, arbitrary: fc.uuid().map((one) => one.replace("4", "\u0134").replace("-", "\u0007")) },
      { weight: 1, arbitrary: fc.uuid().map((one) => one.replace(/[0-9a-f]/, "\u0130")) },
      { weight: 1, arbitrary: fc.uuid().map((one) => one.toUpperCase()) },
    );
    const list = fc.oneof(
      fc.constantFrom<unknown>(
        [1],
        [1, 2],
        [2, 1],
        [1, 2, 3, 4],
        [1, 2, 2],
        [1, 2, 3, 4, 5],
        [2 ** 52, 2 ** 52],
      ),
      fc.array(fc.nat(9), { maxLength: 5 }),
    );
    const pair = fc.constantFrom<unknown>([1, 2], [3, 3], [3, 4], [4, 3]);
    const holder = fc.record({
      agent_id: fc.constantFrom("a", "b", "", 7),
      platform: fc.constantFrom("p", null),
      agent_group: fc.constant(null),
      agent_revno: fc.constant("1"),
    });
    const report = fc.constantFrom<unknown>(
      { timing: {} },
      { timing: null },
      { timing: { a: "2016-01-04T17:34:39.093142" } },
      { timing: { a: "never" } },
      { agent_id: "a", platform: null, agent_group: null },
    );
    const other = fc.constantFrom<unknown>(undefined, null, 7, -1, 0.5, 2 ** 53, {}, [], true);
    const kinds = [
      text,
      id,
      list,
      pair,
      holder,
      report,
      other,
      fc.constantFrom("x".repeat(201), "y".repeat(201)),
      fc.constantFrom("x".repeat(36), "\u0007".repeat(36)),
    ];
    const anyValues = fc.oneof(...kinds.map(many), many(fc.oneof(...kinds)));
    const tables = TABLE_NAMES.flatMap((table) =>
      RECORD_SHAPES[table].fields.map(([name]) => [table, name] as const),
    );
    fc.assert(
      fc.property(fc.constantFrom(...tables), anyValues, ([table, name], values) => {
        const [, check] = RECORD_SHAPES[table].fields.find(([own]) => own === name)!;
        const records = values.map((one, n) => ({ id: uuid(n), value: one }));
        const sealed = SealedBlock.of(records);
        const read = SealedBlock.read<AnyRecord>(JSON.parse(JSON.stringify(sealed.json())));
        const good = values.every((one) => check(one, "") === null);
        for (const block of [sealed, read]) expect(block.all("value", check)).toBe(good);
      }),
      { numRuns: 4000 },
    );
  });
});
