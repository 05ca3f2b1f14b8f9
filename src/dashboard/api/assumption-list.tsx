import type { Html, View } from "../page.js";
import type { Assumption } from "../spec/assumptions.js";
import { Explained } from "./explained.js";
import { Prose } from "../components/prose.js";

/** What was decided where the documents are silent, each with its reason. */
export function AssumptionList({ view, all }: { view: View; all: readonly Assumption[] }): Html {
  return (
    <section class="section" aria-labelledby="assumptions">
      <h2 id="assumptions">Assumptions</h2>
      <p class="muted">
        What the documents do not show and this project had to decide. A real deployment that differs is a
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
          <strong>It could also be: </strong>
          <Prose view={view} text={instead} />
        </p>
      )}
      <details class="small">
        <summary>{`Bears on ${operations.length === 1 ? "one operation" : `${operations.length} operations`}`}</summary>
        <p class="row">
          {operations.map((operationId) => (
            <a href={view.href(`/api/${operationId}`)}>{operationId}</a>
          ))}
        </p>
      </details>
    </Explained>
  );
}
