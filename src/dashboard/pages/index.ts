import type { DashboardPage } from "../page.js";
import { exchange, exchanges } from "./exchanges.js";
import { lab } from "./lab.js";

/** Every page, in the order of the navigation. */
export const pages: readonly DashboardPage[] = [lab, exchanges, exchange];
