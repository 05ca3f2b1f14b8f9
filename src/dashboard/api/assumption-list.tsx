import type { Html, View } from "../page.js";
import type { Assumption } from "../spec/assumptions.js";
import { Explained } from "./explained.js";
import { Prose } from "../components/prose.js";

/** The assumptions: decisions on what the documents do not show, each with its reason. */
export function AssumptionList({ view, all }: { view: View; all: readonly Assumption[] }): Html {
  return (
    <section class="section" aria-labelledby="assumptions">
      <h2 id="assumptions">Assumptions</h2>
      <p class="muted">
        Decisions of this project on what the documents do not show. If a real deployment differs, that is a
        finding.
      </p>
      <div class="explained">
        {all.map((one) => (
          <AssumptionView view={view} assumption={one} />
        ))}
      </div>
    </section>
  );
}

function AssumptionView({ view, assumption }: { view: View; assumption: Assumption }): Html {
  const { id, title, assumed, because, instead, operations } = assumption;
  return (
    <Explained id={id} source="assumed" title={title}>
      <p>
        <Prose view={view} text={assumed} />
      </p>
      <p class="small">
        <strong>Why: </strong>
        <Prose view={view} text={because} />
      </p>
      {instead !== undefined && (
        <p class="small">
          <strong>Alternative: </strong>
          <Prose view={view} text={instead} />
        </p>
      )}
      <details class="small">
        <summary>{`Affects ${operations.length === 1 ? "one operation" : `${operations.length} operations`}`}</summary>
        <p class="row">
          {operations.map((operationId) => (
            <a href={view.href(`/api/${operationId}`)}>{operationId}</a>
          ))}
        </p>
      </details>
    </Explained>
  );
}
