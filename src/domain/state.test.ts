import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createProduct, createTestSpec, deleteProduct } from "./product.js";
import { type Account, applyChange, type Change, emptyTables } from "./records.js";
import { isRefusal } from "./refusal.js";
import { lastEvent, storedAt } from "./events.js";
import { State } from "./state.js";
import { advertiseImage } from "./trigger.js";
import { pickOpportunity, postResult, storeResult } from "./walk.js";

/** One command; numbers choose among existing records. */
type Command =
  | { do: "product" | "pick" | "post" | "store" | "remove"; which: number }
  | { do: "advertise"; which: number; image: string };

const PLATFORMS = [null, "pi2", "amd64"];
const which = fc.nat(50);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant("product" as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("advertise" as const),
      which,
      image: fc.constantFrom("a", "b", "c"),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom("pick" as const, "post" as const, "store" as const), which }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), which }) },
);

/** A state, and the commands executed on it, one microsecond apart. */
class Run {
  /** Blocks so small that most records are in columns. */
  readonly tables = emptyTables({ rows: 3, open: 2 });
  readonly state = State.of(this.tables);
  readonly accounts: Account[];
  #ids = 0;
  #now = 1_000_000;

  constructor() {
    const account = (id: string): Account => ({
      ...{ id, email: `${id}@example.com`, password: "p", name: id, status: "active", otp: null },
      ...{ consumer_key: `key-${id}`, consumer_secret: "s", organizations: [id] },
    });
    this.accounts = [account("one"), account("two")];
    this.commit(this.accounts.map((put): Change => ({ table: "accounts", put })));
  }

  commit(changes: readonly Change[]): void {
    this.state.around(changes, () => changes.forEach((change) => applyChange(this.tables, change)));
  }

  run(command: Command): void {
    const { state, tables } = this;
    const now = (this.#now += 1);
    const newId = () => `id-${(this.#ids += 1)}`;
    const account = this.accounts[command.which % 2]!;
    const products = [...tables.products.values()];
    const product = products[command.which % products.length];
    if (command.do === "product") {
      const made = createProduct(account, { name: "p", release: "r", snaps: [] }, newId(), now);
      const specs = PLATFORMS.slice(0, 1 + (command.which % 3)).map((platform) =>
        createTestSpec(made, { name: "s", platform }, newId(), now),
      );
      this.commit([
        { table: "products", put: made },
        ...specs.map((put): Change => ({ table: "test_specs", put })),
      ]);
    } else if (command.do === "pick") {
      const platform = PLATFORMS[command.which % 3]!;
      const holder = { agent_id: "agent", platform, agent_group: null, agent_revno: null };
      this.commit(pickOpportunity(state, account, holder, now).changes);
    } else if (command.do === "post") {
      const held = this.walksIn("PICKED_BY_AGENT");
      const opportunity = state.opportunity(held[command.which % held.length]?.id ?? "");
      if (!opportunity) return;
      const owner = this.accounts.find(({ id }) => id === opportunity.account_id)!;
      const fields = { agent_id: "agent", test_status: "PASSED" as const, result_payload: {} };
      const posted = postResult(state, owner, opportunity.id, fields, { now, newId });
      if (!isRefusal(posted)) this.commit(posted.changes);
    } else if (command.do === "store") {
      // In the order of posting, as the sandbox's timers fire.
      const [first] = state.posted;
      if (first) this.commit(storeResult(state, first, now));
    } else if (product && command.do === "advertise") {
      const decision = advertiseImage(
        state,
        product,
        { image_unique_id: command.image, image_reference: null },
        { now, newId },
      );
      if (!isRefusal(decision)) this.commit(decision.changes);
    } else if (product && command.do === "remove") this.commit(deleteProduct(state, product));
  }

  walksIn(event: string) {
    return [...this.tables.walks.values()].filter((walk) => lastEvent(walk) === event);
  }
}

/** All answers of the indexes. */
function answers(state: State): unknown {
  const { opportunities, results } = state.tables;
  const scopes = [...state.accounts(), ...state.tables.products.values()].map(({ id }) => id);
  return {
    opportunities: scopes.map((id) => state.opportunityRows(id).map((row) => opportunities.field(row, "id"))),
    results: scopes.map((id) => state.resultRows(id).map((row) => results.field(row, "id"))),
    images: state
      .accounts()
      .flatMap(({ id }) =>
        ["a", "b", "c"].map((image) =>
          state.rowsOfImage(id, image).map((row) => opportunities.field(row, "id")),
        ),
      ),
    products: state.accounts().map((account) => state.products(account).map(({ id }) => id)),
    specs: [...state.tables.products.keys()].map((id) => state.testSpecs(id).map((spec) => spec.id)),
    next: state.accounts().flatMap(({ id }) => PLATFORMS.map((platform) => state.nextFor(id, platform)?.id)),
    posted: new Set(state.posted),
  };
}

describe("the indexes, after any commands", () => {
  it("answer like indexes rebuilt from the tables", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const run = new Run();
        for (const one of commands) run.run(one);
        expect(answers(run.state)).toEqual(answers(State.of(run.tables)));
      }),
    );
  });

  it("answer like a scan of all records", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), fc.nat(60), fc.nat(60), (commands, from, to) => {
        const run = new Run();
        for (const one of commands) run.run(one);
        const { tables, state } = run;
        const span = { start: 1_000_000 + from, end: 1_000_000 + to };
        const inSpan = (at: number | null) => at !== null && at >= span.start && at < span.end;
        for (const product of tables.products.keys()) {
          const all = [...tables.opportunities.values()].filter(
            (o) => o.product_id === product && inSpan(o.queued_at),
          );
          const queued = state.opportunityRows(product, span).map((row) => tables.opportunities.at(row));
          expect(queued).toEqual(all);
          const stored = [...tables.results.values()].filter(
            (r) => r.product_id === product && inSpan(storedAt(tables.walks.get(r.opportunity_id)!)),
          );
          const found = state.resultRows(product, span).map((row) => tables.results.at(row));
          expect(new Set(found)).toEqual(new Set(stored));
        }
        for (const account of run.accounts) {
          for (const platform of PLATFORMS) {
            const waiting = run
              .walksIn("QUEUED_FOR_AGENTS")
              .map(({ id }) => tables.opportunities.get(id)!)
              .filter((o) => o.account_id === account.id && (o.platform === null || o.platform === platform));
            expect(state.nextFor(account.id, platform)?.id).toBe(waiting[0]?.id);
          }
        }
      }),
    );
  });
});

it("an image that two products have stays known after one of them is deleted", () => {
  for (const gone of [0, 1]) {
    const run = new Run();
    const [account] = run.accounts;
    for (const id of ["product-0", "product-1"]) {
      const product = createProduct(account!, { name: "p", release: "r", snaps: [] }, id, 1);
      const spec = createTestSpec(product, { name: "s", platform: null }, `spec-of-${id}`, 1);
      run.commit([
        { table: "products", put: product },
        { table: "test_specs", put: spec },
      ]);
      const context = { now: 2, newId: () => `opportunity-of-${id}` };
      const decision = advertiseImage(
        run.state,
        product,
        { image_unique_id: "a", image_reference: null },
        context,
      );
      if (!isRefusal(decision)) run.commit(decision.changes);
    }
    run.commit(deleteProduct(run.state, run.tables.products.get(`product-${gone}`)!));
    const left = run.state
      .rowsOfImage(account!.id, "a")
      .map((row) => run.tables.opportunities.field(row, "id"));
    expect(left).toEqual([`opportunity-of-product-${1 - gone}`]);
  }
});
