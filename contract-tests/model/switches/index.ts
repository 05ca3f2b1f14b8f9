/** All switches of the model server. */
import type { ModelSwitch } from "../changes.js";
import { agentSwitches } from "./agents-and-organizations.js";
import { contradictionSwitches } from "./contradictions.js";
import { conventionSwitches } from "./conventions.js";
import { logSwitches } from "./logs-and-results.js";
import { productSwitches } from "./product-api.js";
import { requestSwitches } from "./requests.js";
import { serverSwitches } from "./servers.js";

export const modelSwitches: ModelSwitch[] = [
  ...conventionSwitches,
  ...productSwitches,
  ...logSwitches,
  ...agentSwitches,
  ...requestSwitches,
  ...contradictionSwitches,
  ...serverSwitches,
];
