import { Live } from "../components/live.js";
import type { DashboardPage } from "../page.js";
import { choiceOf } from "../results/choice.js";
import { choose } from "../results/choose.js";
import { matrix } from "../results/matrix-table.js";
import { picture } from "../results/picture.js";

/** What passed and what did not, of one product: by what was tested and by time. */
export const results: DashboardPage = {
  path: "/results",
  nav: "Results",
  title: () => "Results",
  fragments: [choose, matrix, picture],
  render(view) {
    // Where none is asked for it is the latest product: another one that comes meanwhile does not take its place.
    const query = { product: choiceOf(view).product?.id ?? view.query.get("product") };
    return (
      <>
        <Live view={view} fragment={choose} query={query} />
        <Live view={view} fragment={matrix} query={query} label="Matrix" class="section" />
        <Live view={view} fragment={picture} query={query} label="Over time" />
      </>
    );
  },
};
