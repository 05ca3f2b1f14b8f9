import { clock } from "./clock.js";
import { emulator } from "./emulator.js";
import { exchanges } from "./exchanges.js";
import { faults } from "./faults.js";
import { feed } from "./feed.js";
import { lab } from "./lab.js";
import { metrics } from "./metrics.js";
import { opportunities } from "./opportunities.js";
import { sandboxes } from "./sandboxes.js";
import { state } from "./state.js";
import { stream } from "./stream.js";
import type { ControlHandlers } from "../control.js";

/** The handlers by operationId. */
export const controlHandlers: ControlHandlers = {
  ...emulator,
  ...metrics,
  ...sandboxes,
  ...state,
  ...clock,
  ...exchanges,
  ...faults,
  ...lab,
  ...opportunities,
  ...feed,
  ...stream,
};
