import { ActionForm } from "../components/action-form.js";
import { SourcesSwitch } from "../components/sources-switch.js";
import { Empty } from "../components/empty.js";
import { SchemaFields } from "../fields/schema-fields.js";
import type { DashboardPage, Html, View } from "../page.js";
import { AccountField } from "../send/account-field.js";
import type { Sending } from "../send/sending.js";
import { landsHere, SendingView } from "../send/sending-view.js";
import { Choose } from "../trigger/choose.js";
import { schemaOf } from "../trigger/kinds.js";
import { BODY, type Choice, choiceOf, type Filled, filledOf, request } from "../trigger/state.js";

/** Forms that advertise, and the requests that they send. */
export const trigger: DashboardPage = {
  path: "/trigger",
  nav: "Trigger",
  title: () => "Trigger",
  actions: [request],
  async render(view) {
    const choice = choiceOf(view);
    if (choice === null)
      return (
        <Empty title="No product to advertise for">
          <p>A product lists the snaps to test; its Test Specs say how to test them.</p>
          <a class="button primary" href={view.href("/api/createProduct")}>
            Create a product
          </a>
        </Empty>
      );
    return (
      <>
        <div class="row apart">
          <p class="muted">
            Advertise something new to the service: each Test Spec of the product makes one opportunity of it.
          </p>
          <SourcesSwitch view={view} />
        </div>
        <Choose view={view} choice={choice} />
        <NothingToTest view={view} choice={choice} />
        <RequestForm view={view} choice={choice} filled={await filledOf(view, choice)} />
      </>
    );
  },
};

/** Warns of a product without Test Specs before the API refuses the request. */
function NothingToTest({ view, choice: { product } }: { view: View; choice: Choice }): Html | null {
  if (view.sandbox.state.testSpecs(product.id).length > 0) return null;
  return (
    <p class="panel">
      <span>
        {`${product.name} has no Test Spec, so nothing can be tested and the API will refuse the request. `}
        <a href={view.href("/api/createTestSpec", { product_id: product.id })}>Create a Test Spec</a>
      </span>
    </p>
  );
}

/** What the suggested body leaves out. */
function Suggested({ note }: { note: string | null }): Html | null {
  return note === null ? null : <p class="muted small">{note}</p>;
}

function RequestForm({ view, choice, filled }: { view: View; choice: Choice; filled: Filled }): Html {
  const { kind, owner } = choice;
  const { outcome } = view;
  const isOurs = outcome?.action === request.name;
  const sending = isOurs && !outcome.refused ? (outcome.data as Sending | null) : null;
  const lands = landsHere(view, request);
  const chosen = (isOurs && outcome.form.text("account")) || owner.email;
  return (
    <ActionForm view={view} action={request} id="trigger" class="halves request-form">
      <div class="panel">
        <div class="row apart">
          <h2>{kind.label}</h2>
          <a class="small" href={view.href(`/api/${kind.operationId}`)}>{`About ${kind.operationId}`}</a>
        </div>
        <button class="default" name="do" value="show" tabindex={-1} aria-hidden="true" {...lands}>
          Show
        </button>
        <input type="hidden" name="as" value={filled.as} />
        <Suggested note={kind.note(choice.product)} />
        {filled.as === "fields" ? (
          <SchemaFields
            view={view}
            schema={schemaOf(view, kind)}
            value={filled.value}
            at={BODY}
            grown={filled.grown}
          />
        ) : (
          <div class="field">
            <label for="text">Body</label>
            <textarea id="text" name="text" rows={14} spellcheck={false} aria-describedby="text-help">
              {`\n${filled.text}`}
            </textarea>
            <p class="small muted" id="text-help">
              Sent exactly as written, even if it is invalid.
            </p>
          </div>
        )}
        <AccountField view={view} chosen={chosen} />
        <div class="row">
          <button
            class="primary"
            name="do"
            value="show"
            id="show"
            formnovalidate={filled.as === "json"}
            {...lands}
          >
            Show the request
          </button>
          {filled.as === "fields" ? (
            <button name="do" value="as-json" id="as" formnovalidate>
              Edit as JSON
            </button>
          ) : (
            <button name="do" value="as-fields" id="as" formnovalidate>
              Edit as fields
            </button>
          )}
        </div>
      </div>
      <SendingView view={view} action={request} sending={sending} />
    </ActionForm>
  );
}
