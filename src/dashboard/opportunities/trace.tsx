import { type TraceEntry, traceOf } from "../../sandbox/trace.js";
import type { Fragment, Html, View } from "../page.js";
import { spanText } from "../../domain/spans.js";
import { ExactTime } from "./exact-time.js";
import { Zone } from "../components/time.js";
import { opportunityOf } from "./find.js";

/** The trace of the page's opportunity. */
export const trace: Fragment = {
  name: "trace",
  topics: ["opportunity", "device", "exchange", "state"],
  render: (view) => <Trace view={view} />,
};

function Trace({ view }: { view: View }): Html | null {
  const opportunity = opportunityOf(view);
  if (opportunity === undefined) return null;
  const entries = traceOf(view.sandbox, opportunity);
  return (
    <div class="panel">
      <h2>Trace</h2>
      <p class="muted small">
        Everything that happened to this opportunity, oldest first (<Zone />
        ).
      </p>
      <ol class="trace">
        {entries.map((entry, index) => (
          <Entry view={view} entry={entry} before={entries[index - 1]} />
        ))}
      </ol>
    </div>
  );
}

interface EntryProps {
  view: View;
  entry: TraceEntry;
  before: TraceEntry | undefined;
}

function Entry({ view, entry: { at, text, detail }, before }: EntryProps): Html {
  const { exchange_id: exchange } = detail;
  return (
    <li>
      <span class="muted small">
        <ExactTime at={at} />
      </span>
      <span class="muted small number">
        {before === undefined || at === before.at ? "" : `+${spanText(at - before.at)}`}
      </span>
      <span class="trace-text">
        {text}
        {typeof exchange === "number" && (
          <>
            {" "}
            <a class="small" href={view.href(`/exchanges/${exchange}`)}>{`exchange ${exchange}`}</a>
          </>
        )}
      </span>
    </li>
  );
}
