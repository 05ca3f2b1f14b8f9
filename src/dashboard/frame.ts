import type { Action, Download, Fragment } from "./page.js";
import { bar } from "./bar/bar.js";

/** What is on every page: live parts, forms and files beside the page's own. */
export interface Frame {
  fragments: readonly Fragment[];
  actions: readonly Action[];
  downloads: readonly Download[];
}

export const FRAME: Frame = { fragments: [bar], actions: [], downloads: [] };
