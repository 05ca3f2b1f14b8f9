import type { ClauseContext } from "../clauses/clause.js";
import type { Foreign } from "./guard.js";
import type { Ledger } from "../cleanup/ledger.js";
import { Skip } from "../judge/mismatch.js";

/** How long a look holds, in milliseconds: what is queued in between can still be given to us. */
const HOLDS_MS = 1000;

/**
 * An opportunity without a platform goes to whichever agent of the account asks first (contract.md §7), so on a
 * target that others use a pick of ours could take work that is theirs. Before one we look at all products that are not
 * this run's, and pick nothing while such an opportunity waits there.
 */
export class ForeignWork implements Foreign {
  /** How the account is looked at. */
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

  /** Why nothing may be picked; null where it may. */
  async #find(): Promise<string | null> {
    const t = this.look?.();
    if (!t) return null;
    const ours = new Set(this.ledger.entries.flatMap(({ kind, ids }) => (kind === "product" ? ids : [])));
    const { json } = await t.call("listProducts");
    const { products } = (json ?? {}) as { products?: { id: string }[] };
    if (!Array.isArray(products))
      return "the account's products cannot be listed, so whose work a pick takes is unknown";
    for (const { id } of products) {
      if (ours.has(id)) continue;
      const answer = await t.call("listTestEvents", { path: { product_id: id } });
      if (answer.status === 404) continue;
      const { event_logs } = (answer.json ?? {}) as { event_logs?: Log[] };
      if (!Array.isArray(event_logs))
        return `the events of product ${id} cannot be read, so whose work a pick takes is unknown`;
      const waiting = event_logs.find(isForAnyone);
      if (waiting)
        return `a pick could take work that is not this run's: opportunity ${waiting.test_opportunity_id} of product ${id} waits for any agent`;
    }
    return null;
  }
}

interface Log {
  test_opportunity_id?: string;
  events?: { event_type?: string }[];
  test_opportunity?: { platform?: string | null };
}

/** Queued, and not known to need a platform. */
const isForAnyone = ({ events, test_opportunity }: Log): boolean =>
  events?.at(-1)?.event_type === "QUEUED_FOR_AGENTS" && typeof test_opportunity?.platform !== "string";
