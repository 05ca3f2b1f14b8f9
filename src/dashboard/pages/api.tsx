import { AssumptionList } from "../api/assumption-list.js";
import { ContradictionList } from "../api/contradiction-list.js";
import { Legend } from "../api/legend.js";
import { OperationDetail } from "../api/operation-detail.js";
import { OperationList } from "../api/operation-list.js";
import { operationOf, tryIt } from "../api/try-state.js";
import { Verb } from "../api/verb.js";
import { showsSources, SourcesSwitch } from "../components/sources-switch.js";
import { Empty } from "../components/empty.js";
import { TextField } from "../components/filter-fields.js";
import type { DashboardPage, Html, View } from "../page.js";
import { assumptions } from "../spec/assumptions.js";
import { readerOf } from "../../spec/spec-reader.js";
import { findAssumptions, findContradictions, findOperations } from "../spec/search.js";

/** The API reference: every operation, and the assumptions. */
export const api: DashboardPage = {
  path: "/api",
  nav: "API",
  title: () => "API",
  render(view) {
    const query = view.query.get("q") ?? "";
    const operations = findOperations(view.productSpec, query);
    const assumed = findAssumptions(assumptions(), query);
    const allContradictions = readerOf(view.productSpec.document).contradictions;
    const contradicted = findContradictions(allContradictions, query);
    const { title, version, operations: all } = view.productSpec;
    return (
      <>
        <div class="row apart">
          <p class="muted">{`${title} ${version}, at ${view.productUrl}`}</p>
          <SourcesSwitch view={view} />
        </div>
        <Search view={view} query={query} />
        {query !== "" && (
          <p role="status">
            {`${operations.length} of ${all.length} operations, ${assumed.length} of ${assumptions().length} assumptions, ${contradicted.length} of ${allContradictions.length} contradictions`}
          </p>
        )}
        {operations.length + assumed.length + contradicted.length === 0 && (
          <Empty title="Nothing in the API matches all these words">
            <a href={view.href("/api")}>Show all</a>
          </Empty>
        )}
        <OperationList view={view} operations={operations} />
        {showsSources(view) && <Legend />}
        {contradicted.length > 0 && <ContradictionList view={view} all={contradicted} />}
        {assumed.length > 0 && <AssumptionList view={view} all={assumed} />}
      </>
    );
  },
};

function Search({ view, query }: { view: View; query: string }): Html {
  return (
    <form method="get" action={`${view.root}/api`} class="filters" role="search" aria-label="Search the API">
      {Object.entries(view.session.carry).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <TextField name="q" label="Words" value={query} hint="image_unique_id, 409, A-14, C-2" />
      <div class="row">
        <button class="primary">Search</button>
        {query !== "" && (
          <a class="button" href={view.href("/api")}>
            Show all
          </a>
        )}
      </div>
    </form>
  );
}

/** One operation. */
export const apiOperation: DashboardPage = {
  path: "/api/:operationId",
  under: "/api",
  title: (view) => operationOf(view).operation.operationId,
  heading(view) {
    const { method, path, operationId } = operationOf(view).operation;
    return (
      <span class="heading">
        {operationId}{" "}
        <span class="mono">
          <Verb method={method} />
          {path}
        </span>
      </span>
    );
  },
  actions: [tryIt],
  render: (view) => (
    <>
      <div>
        <SourcesSwitch view={view} />
      </div>
      <OperationDetail view={view} shown={operationOf(view)} />
    </>
  ),
};
