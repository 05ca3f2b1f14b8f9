import { Live } from "../components/live.js";
import type { DashboardPage } from "../page.js";
import { choose } from "../results/choose.js";
import { matrix } from "../results/matrix-table.js";
import { picture } from "../results/picture.js";

/** What passed and what did not, of one product: by what was tested and by time. */
export const results: DashboardPage = {
  path: "/results",
  nav: "Results",
  title: () => "Results",
  fragments: [choose, matrix, picture],
  render: (view) => (
    <>
      <Live view={view} fragment={choose} />
      <Live view={view} fragment={matrix} label="Matrix" class="section" />
      <Live view={view} fragment={picture} label="Over time" />
    </>
  ),
};
