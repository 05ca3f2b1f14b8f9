import type { Child } from "hono/jsx";
import type { Action, Html, View } from "../page.js";

interface ActionFormProps {
  view: View;
  action: Action;
  /** Unique on the page: the refusal is told beside the form that was sent. */
  id: string;
  /** Fields that the visitor does not see. */
  fields?: Readonly<Record<string, string>>;
  class?: string;
  children?: Child;
}

/**
 * A form that does something. It works without scripts; with them the page is morphed in place. What the action refuses
 * is told below its fields.
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
