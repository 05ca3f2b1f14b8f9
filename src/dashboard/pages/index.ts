import type { DashboardPage } from "../page.js";
import { api, apiOperation } from "./api.js";
import { exchange, exchanges } from "./exchanges.js";
import { lab } from "./lab.js";
import { opportunities, opportunity } from "./opportunities.js";
import { results } from "./results.js";
import { trigger } from "./trigger.js";

/** Every page, in the order of the navigation. */
export const pages: readonly DashboardPage[] = [
  lab,
  opportunities,
  opportunity,
  results,
  trigger,
  exchanges,
  exchange,
  api,
  apiOperation,
];
