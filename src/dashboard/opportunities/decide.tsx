import { overridableDevices } from "../../control/overridable-devices.js";
import type { Opportunity } from "../../domain/records.js";
import { isRefusal } from "../../domain/refusal.js";
import { ActionForm } from "../components/action-form.js";
import type { Action, Html, View } from "../page.js";

/** Sets the outcome of the page's opportunity. */
export const decide: Action = {
  name: "decide",
  async run(view, form) {
    const status = form.text("status") as "PASSED";
    const path = { test_opportunity_id: view.params["id"] ?? "" };
    await view.control.send("POST /_emulator/opportunities/{test_opportunity_id}/override", {
      path,
      query: view.here,
      body: { status },
    });
    return { message: `Its outcome will be ${status}.` };
  },
};

const OUTCOMES = [
  ["PASSED", "pass"],
  ["FAILED", "fail"],
  ["ERROR", "end in an error"],
] as const;

/** Lets the visitor choose the outcome until the lab has decided it. */
export function Decide({ view, opportunity }: { view: View; opportunity: Opportunity }): Html | null {
  if (isRefusal(overridableDevices(view.sandbox, opportunity))) return null;
  if (view.session.mayNot("POST /_emulator/opportunities/{test_opportunity_id}/override") !== null)
    return null;
  return (
    <ActionForm view={view} action={decide} id="decide" class="row">
      <span class="small muted">Let it</span>
      {OUTCOMES.map(([status, word]) => (
        <button class="tight" name="status" value={status} aria-label={`Let it ${word}`}>
          {word}
        </button>
      ))}
    </ActionForm>
  );
}
