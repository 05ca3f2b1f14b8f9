import { bar, barActions } from "./bar/bar.js";
import { credentialsFile } from "./bar/credentials-menu.js";
import type { Action, Download, Fragment } from "./page.js";
import { switchSources } from "./components/sources-switch.js";
import { tourActions } from "./tour/actions.js";
import { tour } from "./tour/tour.js";

/** The live parts, forms and files that every page has in addition to its own. */
export interface Frame {
  fragments: readonly Fragment[];
  actions: readonly Action[];
  downloads: readonly Download[];
}

export const FRAME: Frame = {
  fragments: [bar, tour],
  actions: [...barActions, ...tourActions, switchSources],
  downloads: [credentialsFile],
};
