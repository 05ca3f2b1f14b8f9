import { storedAt } from "../../domain/events.js";
import type { Opportunity, Result } from "../../domain/records.js";
import { eventLogShape, testResultShape } from "../../operations/shape.js";
import { type Download, NotFound, type View } from "../page.js";
import { opportunityOf } from "./find.js";

/** The event log as the API returns it, indented. */
export const eventLogText = ({ sandbox: { state } }: View, opportunity: Opportunity): string =>
  JSON.stringify(eventLogShape(state, opportunity), null, 2);

/** The result as the API returns it; null as long as clients cannot see it. */
export function resultText({ sandbox: { state } }: View, opportunity: Opportunity): string | null {
  const result = resultOf(state, opportunity);
  return result && storedAt(state.walk(opportunity.id)) !== null
    ? JSON.stringify(testResultShape(state, result), null, 2)
    : null;
}

/** The result that the agent posted, even before it is stored. */
export const resultOf = (state: View["sandbox"]["state"], { id }: Opportunity): Result | undefined =>
  state.result(state.walk(id).result_id ?? "");

const jsonFile = (
  name: string,
  textOf: (view: View, opportunity: Opportunity) => string | null,
): Download => ({
  name,
  make(view) {
    const opportunity = opportunityOf(view);
    const text = opportunity ? textOf(view, opportunity) : null;
    if (opportunity === undefined || text === null) throw new NotFound("This file does not exist.");
    return { fileName: `${name}-${opportunity.id}.json`, type: "application/json", content: `${text}\n` };
  },
});

/** Event log and result as files. */
export const jsonFiles: readonly Download[] = [
  jsonFile("event-log", eventLogText),
  jsonFile("result", resultText),
];
