import type { Action, Html, View } from "../page.js";
import { ActionForm } from "./action-form.js";

/** The cookie with the visitor's choice. */
const COOKIE = "sources";

/** Whether the visitor wants to see where each statement of the spec comes from. */
export const showsSources = (view: View): boolean => view.cookie(COOKIE) === "shown";

/** Shows or hides the sources. */
export const switchSources: Action = {
  name: "sources",
  run: (view) => ({ cookies: { [COOKIE]: showsSources(view) ? null : "shown" } }),
};

/** The button that shows or hides the sources of the page's statements. */
export function SourcesSwitch({ view }: { view: View }): Html {
  return (
    <ActionForm view={view} action={switchSources} id="sources">
      <button class="tight" aria-pressed={showsSources(view)}>
        Sources of each statement
      </button>
    </ActionForm>
  );
}
