import { Live } from "../components/live.js";
import { filterForm } from "../opportunities/filter-form.js";
import { opportunityList } from "../opportunities/list.js";
import type { Opportunity } from "../../domain/records.js";
import { decide } from "../opportunities/decide.js";
import { detail } from "../opportunities/detail.js";
import { opportunityOf } from "../opportunities/find.js";
import { jsonFiles } from "../opportunities/json.js";
import { trace } from "../opportunities/trace.js";
import { subjectOf } from "../opportunities/words.js";
import { type DashboardPage, type Html, NotFound, type View } from "../page.js";

/** The opportunities, waiting, running and finished, each with its walk. */
export const opportunities: DashboardPage = {
  path: "/opportunities",
  nav: "Opportunities",
  title: () => "Opportunities",
  fragments: [filterForm, opportunityList],
  render: (view) => (
    <>
      <Live view={view} fragment={filterForm} />
      <Live view={view} fragment={opportunityList} label="List of opportunities" class="list" />
    </>
  ),
};

/** One opportunity. */
export const opportunity: DashboardPage = {
  path: "/opportunities/:id",
  under: "/opportunities",
  title: (view) => subjectOf(found(view)),
  heading: (view) => <Heading view={view} opportunity={found(view)} />,
  fragments: [detail, trace],
  actions: [decide],
  downloads: jsonFiles,
  render: (view) => (
    <>
      <Live view={view} fragment={detail} />
      <Live view={view} fragment={trace} label="Trace" />
    </>
  ),
};

function Heading({ view, opportunity: one }: { view: View; opportunity: Opportunity }): Html {
  return (
    <span class="heading">
      {subjectOf(one)}
      <span class="muted"> {view.sandbox.state.testSpec(one.test_spec_id)!.name}</span>
    </span>
  );
}

/** @throws NotFound */
function found(view: View): Opportunity {
  const one = opportunityOf(view);
  if (!one) throw new NotFound(`There is no opportunity ${view.params["id"] ?? ""} in this sandbox.`);
  return one;
}
