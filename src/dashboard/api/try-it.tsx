import { ActionForm } from "../components/action-form.js";
import { Field } from "../fields/schema-fields.js";
import type { Html, View } from "../page.js";
import { Prose } from "../components/prose.js";
import { AccountField } from "../send/account-field.js";
import type { Sending } from "../send/sending.js";
import { landsHere, SendingView } from "../send/sending-view.js";
import type { OperationView } from "../spec/operation-view.js";
import { type Tried, tryIt } from "./try-state.js";

interface TryItProps {
  view: View;
  shown: OperationView;
  tried: Tried;
}

/** Sends the operation to this sandbox, with the credentials of one of its accounts. */
export function TryIt({ view, shown, tried }: TryItProps): Html {
  const { outcome } = view;
  const sending = outcome?.action === tryIt.name && !outcome.refused ? (outcome.data as Sending) : null;
  return (
    <section class="section" aria-labelledby="try">
      <h2 id="try">Try it on this sandbox</h2>
      <ActionForm view={view} action={tryIt} id="try-form" class="halves request-form">
        <div class="panel">
          {tried.parameters.map(({ parameter: { name, required, schema }, field, text }) => (
            <Field view={view} property={{ name, required, schema }} value={text} name={field} />
          ))}
          {shown.body !== null && <BodyField view={view} shown={shown} text={tried.body} />}
          {tried.note !== null && <p class="muted small">{tried.note}</p>}
          <AccountField view={view} chosen={tried.account} />
          <div class="row">
            <button
              class="primary"
              name="do"
              value="show"
              id="show"
              formnovalidate
              {...landsHere(view, tryIt)}
            >
              Show the request
            </button>
            <span class="small muted">Wrong values can be tried as well.</span>
          </div>
        </div>
        <SendingView view={view} action={tryIt} sending={sending} />
      </ActionForm>
    </section>
  );
}

/** The body as JSON, and the spec's examples to start from. */
function BodyField({ view, shown, text }: { view: View; shown: OperationView; text: string }): Html {
  const { description, required, examples } = shown.body!;
  const rows = Math.min(24, Math.max(4, text.split("\n").length + 1));
  return (
    <div class="field">
      <label for="text">
        Body<span class="muted">{required ? " required" : " optional"}</span>
      </label>
      <textarea id="text" name="text" rows={rows} spellcheck={false} aria-describedby="text-help">
        {`\n${text}`}
      </textarea>
      <p class="small muted" id="text-help">
        <Prose view={view} text={description} /> Sent exactly as written. If empty, no body is sent.
      </p>
      {examples.length > 0 && (
        <p class="row small">
          <span class="muted">Start from the example</span>
          {examples.map(({ name, summary }) => (
            <a href={`${view.hrefHere({ example: name, exchange: null })}#try`} title={summary}>
              {name}
            </a>
          ))}
        </p>
      )}
    </div>
  );
}
