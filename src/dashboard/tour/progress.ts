import type { Opportunity, Product } from "../../domain/records.js";
import type { View } from "../page.js";

/** How many steps the guided tour has. */
export const STEPS = 5;

/** Where a visitor is in the guided tour. */
export interface TourPlace {
  /** 1 to {@link STEPS}. */
  step: number;
  /** The opportunity that the visitor made; undefined before, and where it is gone (a reset). */
  opportunity: Opportunity | undefined;
}

/** The cookie that remembers it: `off`, or the step and the opportunity. */
export const TOUR_COOKIE = "tour";

/** Null where the visitor has skipped or ended the tour. */
export function tourPlace(view: View): TourPlace | null {
  const [written = "1", id = ""] = (view.cookie(TOUR_COOKIE) ?? "1").split(".");
  if (written === "off") return null;
  const step = Math.min(STEPS, Math.max(1, Math.floor(Number(written)) || 1));
  const opportunity = view.sandbox.state.opportunity(id);
  // What it told of is gone: the tour begins anew.
  return opportunity === undefined ? { step: 1, opportunity } : { step, opportunity };
}

/** What the cookie says at that place. */
export const tourCookie = (step: number, opportunityId: string | undefined): string =>
  opportunityId === undefined ? String(step) : `${step}.${opportunityId}`;

/** What the visitor is offered to advertise. */
export interface Offer {
  product: Product;
  email: string;
  snap: string;
  revision: number;
}

/** The next revision of a snap that the lab can test; null where no product of the sandbox has one. */
export function offerOf({ sandbox: { state } }: View): Offer | null {
  for (const account of state.accounts()) {
    for (const product of state.products(account)) {
      const snap = product.snaps.at(-1);
      if (snap === undefined || state.testSpecs(product.id).length === 0) continue;
      const seen = state
        .opportunities(product.id)
        .flatMap(({ snaps }) => snaps.filter(({ name }) => name === snap));
      const revision = Math.max(0, ...seen.map((one) => one.revision)) + 1;
      return { product, email: account.email, snap, revision };
    }
  }
  return null;
}
