import { type Action, ActionRefused } from "../page.js";
import { DONE, offerOf, STEPS, TOUR_COOKIE, tourCookie, tourPlace } from "./progress.js";

/** Advertises the next revision, as a client would. */
export const advertise: Action = {
  name: "tour-advertise",
  async run(view) {
    const offer = await offerOf(view);
    if (offer === null) throw new ActionRefused("This sandbox has no product with a snap and a Test Spec.");
    const { product, snap, revision, email } = offer;
    const response = await view.product(
      `/products/${product.id}/snaps`,
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: snap, revision, channel: "edge" }),
      },
      email,
    );
    const answer = (await response.json()) as { ids?: { test_opportunity_id: string }[]; message?: string };
    const [first] = answer.ids ?? [];
    if (!first) throw new ActionRefused(`HTTP ${response.status}: ${answer.message ?? "no opportunities"}`);
    return {
      message: `${snap} ${revision} is advertised: ${answer.ids!.length} opportunities.`,
      cookies: { [TOUR_COOKIE]: tourCookie(2, first.test_opportunity_id) },
    };
  },
};

/** Goes to a step. */
export const go: Action = {
  name: "tour-go",
  run(view, form) {
    const place = tourPlace(view);
    const step = Math.min(STEPS, Math.max(1, Number(form.text("step")) || 1));
    return {
      message: `Step ${step} of ${STEPS}.`,
      cookies: { [TOUR_COOKIE]: tourCookie(step, place?.opportunity?.id) },
    };
  },
};

/** Ends the last step: the panel says what next. */
export const done: Action = {
  name: "tour-done",
  run: () => ({ cookies: { [TOUR_COOKIE]: DONE } }),
};

/** Ends the tour for good. */
export const end: Action = {
  name: "tour-end",
  run: () => ({ message: "The guided tour is in the sandbox menu.", cookies: { [TOUR_COOKIE]: "off" } }),
};

/** Starts the tour again. */
export const again: Action = {
  name: "tour-again",
  run: () => ({ cookies: { [TOUR_COOKIE]: null } }),
};

/** The actions of the guided tour's forms. */
export const tourActions: readonly Action[] = [advertise, go, done, end, again];
