import type { ControlHandlers } from "../control.js";

export const faults = {} as Pick<
  ControlHandlers,
  "listFaults" | "addFault" | "getFault" | "removeFault" | "clearFaults"
>;
