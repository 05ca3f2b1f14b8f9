import type { Html, View } from "../page.js";
import { layoutJson } from "../request/json-layout.js";
import type { Example } from "../../spec/spec-reader.js";
import type { AnswerView } from "../spec/operation-view.js";
import { marksOf } from "../spec/provenance-words.js";
import { showsSources } from "../components/sources-switch.js";
import { Marks } from "../components/marks.js";
import { Prose } from "../components/prose.js";
import { RowsTable, SchemaTable } from "./schema-table.js";

/** The answers of an operation, by status. */
export function Answers({ view, answers }: { view: View; answers: readonly AnswerView[] }): Html {
  return (
    <section class="section" aria-labelledby="answers">
      <h2 id="answers">Answers</h2>
      {answers.map((answer) => (
        <AnswerPart view={view} answer={answer} />
      ))}
    </section>
  );
}

function AnswerPart({ view, answer }: { view: View; answer: AnswerView }): Html {
  const { status, description, provenance, headers, schema, examples } = answer;
  const isGood = status.startsWith("2");
  return (
    <details class="panel status-part" open={isGood} id={`status-${status}`}>
      <summary>
        <strong class="status" data-tone={isGood ? "good" : "bad"}>
          {status}
        </strong>{" "}
        <Prose view={view} text={description} linked={false} />{" "}
        <Marks view={view} provenance={provenance} linked={false} />
      </summary>
      {showsSources(view) && marksOf(provenance).some(({ source }) => source === "assumed") && (
        <p class="small muted">
          {"Assumed: "}
          <Marks view={view} provenance={provenance} />
        </p>
      )}
      {headers.length > 0 && (
        <>
          <h3>Headers</h3>
          <RowsTable
            view={view}
            label={`Headers of ${status}`}
            rows={headers.map((header) => ({ ...header, depth: 0, required: false }))}
          />
        </>
      )}
      {schema === null ? (
        <p class="muted">No body.</p>
      ) : (
        <>
          <h3>Body</h3>
          <SchemaTable view={view} schema={schema} label={`Body of ${status}`} />
        </>
      )}
      <Examples view={view} examples={examples} of={`status-${status}`} />
    </details>
  );
}

export function Examples(props: { view: View; examples: readonly Example[]; of: string }): Html | null {
  const { view, examples, of } = props;
  if (examples.length === 0) return null;
  return (
    <>
      <h3>{examples.length === 1 ? "Example" : "Examples"}</h3>
      {examples.map(({ name, summary, description, value }) => (
        <figure class="stack">
          <figcaption class="small muted">
            <Prose view={view} text={summary} /> <Prose view={view} text={description} />
          </figcaption>
          <pre id={`${of}-${name}`} tabindex={0} aria-label={`Example ${name}`}>
            {layoutJson(JSON.stringify(value)) ?? JSON.stringify(value)}
          </pre>
        </figure>
      ))}
    </>
  );
}
