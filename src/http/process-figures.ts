import { LoopWatch } from "../clock/loop-watch.js";
import { type AdmissionFigures, noFigures } from "./admission.js";
import { RequestCounts } from "./request-counts.js";

/** What one process counts and measures beside its sandboxes, for metrics. */
export interface ProcessFigures {
  product: RequestCounts;
  control: RequestCounts;
  admission: AdmissionFigures;
  loop: LoopWatch;
}

/** The figures of a process that begins. */
export const newFigures = (): ProcessFigures => ({
  product: new RequestCounts(),
  control: new RequestCounts(),
  admission: noFigures(),
  loop: new LoopWatch(),
});
