import type { HtmlEscapedString } from "hono/utils/html";
import { CopyButton } from "../components/copy-button.js";
import type { Html, View } from "../page.js";
import { curlToSign } from "../request/curl.js";
import { requestOf } from "../send/draft.js";
import type { OperationView } from "../spec/operation-view.js";
import { Answers, Examples } from "./answers.js";
import { Marks } from "../components/marks.js";
import { Prose } from "../components/prose.js";
import { RowsTable, SchemaTable } from "./schema-table.js";
import { TryIt } from "./try-it.js";
import { bodyOf, pathOf, type Tried, triedOf } from "./try-state.js";

/** One operation: its parameters, body and answers, and a form to try it. */
export async function OperationDetail(props: {
  view: View;
  shown: OperationView;
}): Promise<HtmlEscapedString> {
  const { view, shown } = props;
  const { operation, description, provenance, contradiction, parameters, body, answers } = shown;
  const tried = await triedOf(view, shown);
  return (
    <>
      <section class="panel" aria-label="Description">
        <p class="lead">{operation.summary}</p>
        <p>
          <Prose view={view} text={description} />
        </p>
        <p class="row">
          {operation.deprecated && <span class="chip">deprecated</span>}
          <span class="chip">{operation.security === "oauth" ? "signed with OAuth 1.0a" : "not signed"}</span>
          {operation.aliasOf !== null && (
            <a href={view.href(`/api/${operation.aliasOf}`)}>{`the same as ${operation.aliasOf}`}</a>
          )}
          <Marks view={view} provenance={provenance} contradiction={contradiction} />
          <a class="small" href={`${view.href("/api")}#legend`}>
            what the marks mean
          </a>
        </p>
      </section>
      <TryIt view={view} shown={shown} tried={tried} />
      {parameters.length > 0 && (
        <section class="panel" aria-labelledby="parameters">
          <h2 id="parameters">Parameters</h2>
          <RowsTable
            view={view}
            label="Parameters"
            rows={parameters.map(({ name, required, schema }) => ({ depth: 0, name, required, schema }))}
          />
        </section>
      )}
      {body !== null && (
        <section class="panel" aria-labelledby="body">
          <h2 id="body">{body.required ? "Body" : "Body (optional)"}</h2>
          <SchemaTable view={view} schema={body.schema} label="Body" />
          <Examples view={view} examples={body.examples} of="body" />
        </section>
      )}
      <Curl view={view} shown={shown} tried={tried} />
      <Answers view={view} answers={answers} />
    </>
  );
}

/** The form's request as a curl command that still needs a signature. */
function Curl({ view, shown, tried }: { view: View; shown: OperationView; tried: Tried }): Html {
  const { method, security } = shown.operation;
  const request = requestOf(view, {
    method: method.toUpperCase(),
    path: pathOf(shown.operation, tried),
    body: bodyOf(shown, tried),
    email: null,
  });
  return (
    <section class="panel" aria-labelledby="curl">
      <div class="row apart">
        <h2 id="curl">With curl</h2>
        <CopyButton of="curl-example" label="Copy: curl" />
      </div>
      <pre id="curl-example" tabindex={0} class="wraps" aria-label="curl command">
        {curlToSign(request, security === "oauth")}
      </pre>
      {security === "oauth" && (
        <p class="small muted">“Show the request” above gives a signed command that works as it is.</p>
      )}
    </section>
  );
}
