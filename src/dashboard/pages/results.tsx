import { Live } from "../components/live.js";
import type { DashboardPage } from "../page.js";
import { choiceOf } from "../results/choice.js";
import { choose } from "../results/choose.js";
import { matrix } from "../results/matrix-table.js";
import { picture } from "../results/picture.js";

/** The results of one product, by thing under test and over time. */
export const results: DashboardPage = {
  path: "/results",
  nav: "Results",
  title: () => "Results",
  fragments: [choose, matrix, picture],
  render(view) {
    // By default this is the latest product. Name it, so that a product created meanwhile does not replace it.
    const query = { product: choiceOf(view).product?.id ?? view.query.get("product") };
    return (
      <>
        <Live view={view} fragment={choose} query={query} />
        <Live view={view} fragment={picture} query={query} label="Over time" />
        <Live view={view} fragment={matrix} query={query} label="Matrix" class="section" />
      </>
    );
  },
};
