import type { Opportunity, Product } from "../../domain/records.js";
import type { View } from "../page.js";
import { latestRevision } from "../trigger/latest-revisions.js";

/** Number of steps of the guided tour. */
export const STEPS = 5;

/** Where a visitor is in the guided tour. */
export interface TourPlace {
  /** 1 to {@link STEPS}. */
  step: number;
  /** The visitor's opportunity; undefined before the first step, and after a reset. */
  opportunity: Opportunity | undefined;
}

/** The cookie that remembers it: `off`, {@link DONE}, or the step and the opportunity. */
export const TOUR_COOKIE = "tour";

/** The cookie's value after the last step, while the panel says what next. */
export const DONE = "done";

/** Whether the visitor has done all steps, and has not closed the panel. */
export const isDone = (view: View): boolean => view.cookie(TOUR_COOKIE) === DONE;

/** The visitor's place in the tour; null if they skipped or ended it. */
export function tourPlace(view: View): TourPlace | null {
  const [written = "1", id = ""] = (view.cookie(TOUR_COOKIE) ?? "1").split(".");
  if (written === "off") return null;
  const step = Math.min(STEPS, Math.max(1, Math.floor(Number(written)) || 1));
  const opportunity = view.sandbox.state.opportunity(id);
  // The visitor's opportunity is gone, so the tour starts again.
  return opportunity === undefined ? { step: 1, opportunity } : { step, opportunity };
}

/** The cookie's value for a place. */
export const tourCookie = (step: number, opportunityId: string | undefined): string =>
  opportunityId === undefined ? String(step) : `${step}.${opportunityId}`;

/** The revision that the tour offers to advertise. */
export interface Offer {
  product: Product;
  email: string;
  snap: string;
  revision: number;
}

/** The next revision of a snap that the lab can test; null if no product of the sandbox has one. */
export async function offerOf({ sandbox: { state } }: View): Promise<Offer | null> {
  for (const account of state.accounts()) {
    for (const product of state.products(account)) {
      const snap = product.snaps.at(-1);
      if (snap === undefined || state.testSpecs(product.id).length === 0) continue;
      const revision = (await latestRevision(state, product, snap)) + 1;
      return { product, email: account.email, snap, revision };
    }
  }
  return null;
}
