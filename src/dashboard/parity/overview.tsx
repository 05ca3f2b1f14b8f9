import { figuresOf, figuresText } from "../../parity/figures.js";
import {
  STALE_DAYS,
  type ParityAnswer,
  type ParityOperation,
  type Seen,
  worstOf,
} from "../../parity/table.js";
import { Columns } from "../components/columns.js";
import { Empty } from "../components/empty.js";
import type { Html, View } from "../page.js";
import type { LoadedParity } from "./load.js";

/** What was compared, and each operation with its statuses. */
export function Overview({ view, loaded }: { view: View; loaded: LoadedParity }): Html {
  const { parity, table, file } = loaded;
  const { answers, fields } = figuresOf(table);
  return (
    <>
      <p class="muted">
        {`How the contract compares with real deployments, by ${file === null ? "the record of this package" : `${file} in the working directory`}. ` +
          "An emulator is never a source: that it agrees with itself says nothing."}
      </p>
      {parity.sources.length === 0 ? (
        <Empty title="Nothing was compared yet">
          <p>
            No recording and no report of a deployment was added. All that is known comes from documents,
            public sources and assumptions.
          </p>
          <p>
            <code>spi-emulator parity --from today.jsonl --write parity.yaml</code>
          </p>
        </Empty>
      ) : (
        <section class="panel" aria-labelledby="parity-figures">
          <h2 id="parity-figures">What was compared</h2>
          <ul>
            <li>{figuresText(answers, "answers")}</li>
            <li>{figuresText(fields, "fields")}</li>
            {parity.sources.slice(-MAX_SOURCES).map(({ on, against, kind, exchanges }) => (
              <li>{`${on.slice(0, 10)}: ${exchanges} answers of ${against}, from a ${kind}`}</li>
            ))}
          </ul>
          <p class="small muted">{`Stale: older than ${STALE_DAYS} days, or compared with what the contract demanded before.`}</p>
        </section>
      )}
      <table class="schema" aria-label="Answers by operation">
        <Columns names={["Operation", "Agree", "Differ", "Never compared"]} />
        <tbody>
          {table.map((operation) => (
            <Row view={view} operation={operation} />
          ))}
        </tbody>
      </table>
    </>
  );
}

const MAX_SOURCES = 10;

function Row({
  view,
  operation: { operationId, answers },
}: {
  view: View;
  operation: ParityOperation;
}): Html {
  const statuses = (state: Seen["state"]): Html => (
    <td>
      {answers
        .filter((answer) => worstOf(answer).state === state)
        .map((answer, index) => (
          <>
            {index > 0 && ", "}
            <a href={`${view.href(`/parity/${operationId}`)}#status-${answer.status}`}>
              {statusText(answer)}
            </a>
          </>
        ))}
    </td>
  );
  return (
    <tr>
      <th scope="row">
        <a href={view.href(`/parity/${operationId}`)}>{operationId}</a>
      </th>
      {statuses("agrees")}
      {statuses("differs")}
      {statuses("never")}
    </tr>
  );
}

const statusText = (answer: ParityAnswer): string =>
  `${answer.status}${answer.isDeclared ? "" : " (not in the contract)"}${worstOf(answer).stale === null ? "" : " (stale)"}`;
