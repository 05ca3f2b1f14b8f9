import type { DashboardPage } from "../page.js";
import { api, apiOperation } from "./api.js";
import { exchange, exchanges } from "./exchanges.js";
import { lab } from "./lab.js";
import { log } from "./log.js";
import { opportunities, opportunity } from "./opportunities.js";
import { parity, parityOperation } from "./parity.js";
import { product, products } from "./products.js";
import { results } from "./results.js";
import { found } from "./search.js";
import { trigger } from "./trigger.js";

/** Every page, in the order of the navigation. */
export const pages: readonly DashboardPage[] = [
  lab,
  opportunities,
  opportunity,
  products,
  product,
  results,
  trigger,
  exchanges,
  exchange,
  log,
  found,
  api,
  apiOperation,
  parity,
  parityOperation,
];
