import { primaryRevision } from "../../control/list-opportunities.js";
import type { TestSpec } from "../../domain/records.js";
import { faceOf, Mark, Status } from "../components/status.js";
import { subjectOf } from "../opportunities/words.js";
import type { Html, View } from "../page.js";
import type { Cell, CellState, Row } from "./matrix.js";

interface CellProps {
  view: View;
  row: Row;
  spec: TestSpec;
  cell: Cell | null;
}

/**
 * The outcome of the latest run of one thing under test with one Test Spec. It links to the run, or to the list of
 * runs if there were several.
 */
export function ResultCell({ view, row, spec, cell }: CellProps): Html {
  if (cell === null)
    return (
      <td class="cell-none">
        <span aria-hidden="true">–</span>
        <span class="hidden">not run</span>
      </td>
    );
  const { state, runs, latest } = cell;
  const href = runs === 1 ? view.href(`/opportunities/${latest.id}`) : hrefOfAll(view, row, spec);
  return (
    <td>
      <a class="cell" data-tone={toneOf(state)} href={href}>
        <CellMark state={state} />
        <span class="hidden">{` ${subjectOf(row.first)} with ${spec.name}`}</span>
        {runs > 1 && (
          <span class="small runs" title="the latest of all runs">
            {`of ${runs}`}
            <span class="hidden"> runs</span>
          </span>
        )}
      </a>
    </td>
  );
}

function CellMark({ state }: { state: CellState }): Html {
  if (state === "running") return <Mark icon="half" tone="info" word="running" />;
  return <Status of={state === "queued" ? "QUEUED_FOR_AGENTS" : state} />;
}

const toneOf = (state: CellState): string =>
  state === "running" ? "info" : state === "queued" ? "rest" : faceOf(state).tone;

/** The list of all runs of the row with the spec. */
function hrefOfAll(view: View, { first }: Row, { id: spec }: TestSpec): string {
  const { trigger, product_id: product, primary_snap_name: snap, image_unique_id: image } = first;
  const thing = trigger === "snap" ? { snap, revision: primaryRevision(first) } : { image };
  return view.href("/opportunities", { product, trigger, spec, ...thing });
}
