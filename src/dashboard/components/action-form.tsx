import type { Child } from "hono/jsx";
import type { Action, Html, View } from "../page.js";

interface ActionFormProps {
  view: View;
  action: Action;
  /** Unique on the page: a refusal is shown beside the form with this id. */
  id: string;
  /** Hidden fields. */
  fields?: Readonly<Record<string, string>>;
  class?: string;
  children?: Child;
}

/**
 * A form that runs an action. It works without scripts; with scripts the page is updated in place. A refusal is shown
 * below the form's fields.
 */
export function ActionForm({ view, action, id, fields = {}, class: name, children }: ActionFormProps): Html {
  const { outcome } = view;
  const refused = outcome?.refused === true && outcome.formId === id ? outcome.message : null;
  return (
    <form method="post" action={view.hrefHere({ action: action.name })} id={id} class={name} data-action="">
      <input type="hidden" name="form-id" value={id} />
      {Object.entries(fields).map(([field, value]) => (
        <input type="hidden" name={field} value={value} />
      ))}
      {children}
      {refused !== null && (
        <p class="refused" role="alert" id={`${id}-refused`}>
          {refused}
        </p>
      )}
    </form>
  );
}
