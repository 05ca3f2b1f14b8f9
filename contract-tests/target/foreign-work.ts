import type { ClauseContext } from "../clauses/clause.js";
import type { Foreign } from "./guard.js";
import type { Ledger } from "../cleanup/ledger.js";
import { Skip } from "../judge/mismatch.js";

/** How long a check is valid, in milliseconds. Opportunities queued in the meantime could still be picked. */
const HOLDS_MS = 1000;

/**
 * An opportunity without a platform goes to the first agent of the account that asks (contract.md §7). On a shared
 * target, the suite's picks could therefore take other agents' work. Before a pick, this checks all products outside
 * the run; while such an opportunity is queued there, the suite does not pick.
 */
export class ForeignWork implements Foreign {
  /** The context for reading the account. */
  look: (() => ClauseContext) | null = null;
  #lastLook: { at: number; found: Promise<string | null> } | null = null;

  constructor(
    readonly ids: ReadonlySet<string>,
    private readonly ledger: Ledger,
  ) {}

  async beforePick(): Promise<void> {
    if (this.#lastLook === null || performance.now() - this.#lastLook.at > HOLDS_MS)
      this.#lastLook = { at: performance.now(), found: this.#find() };
    const found = await this.#lastLook.found;
    if (found !== null) throw new Skip(found);
  }

  /** Why the suite must not pick; null if it may. */
  async #find(): Promise<string | null> {
    const t = this.look?.();
    if (!t) return null;
    const ours = new Set(this.ledger.entries.flatMap(({ kind, ids }) => (kind === "product" ? ids : [])));
    const { json } = await t.call("listProducts");
    const { products } = (json ?? {}) as { products?: unknown[] };
    if (!Array.isArray(products))
      return "the account's products cannot be listed, so a pick could take other agents' work";
    for (const product of products) {
      const { id } = (product ?? {}) as { id?: unknown };
      if (typeof id !== "string")
        return "the account's products have no ids, so a pick could take other agents' work";
      if (ours.has(id)) continue;
      const answer = await t.call("listTestEvents", { path: { product_id: id } });
      if (answer.status === 404) continue;
      const { event_logs } = (answer.json ?? {}) as { event_logs?: Log[] };
      if (!Array.isArray(event_logs))
        return `the events of product ${id} cannot be read, so a pick could take other agents' work`;
      const waiting = event_logs.find(isForAnyone);
      if (waiting)
        return `a pick could take other agents' work: opportunity ${waiting.test_opportunity_id} of product ${id} is queued for any agent`;
    }
    return null;
  }
}

interface Log {
  test_opportunity_id?: string;
  events?: { event_type?: string }[];
  test_opportunity?: { platform?: string | null };
}

/** Whether an opportunity is queued and has no known platform. */
const isForAnyone = ({ events, test_opportunity }: Log): boolean =>
  events?.at(-1)?.event_type === "QUEUED_FOR_AGENTS" && typeof test_opportunity?.platform !== "string";
