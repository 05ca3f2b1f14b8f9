import type { Child } from "hono/jsx";
import type { Html, View } from "../page.js";
import type { PageOf } from "./pages-of.js";

/**
 * A list that grows at its top. New rows appear by themselves unless the visitor reads the list. Then they are held
 * back behind a "3 new" button, which takes no space of its own, and removed rows stay until then.
 * `client/reading.ts` defines reading.
 *
 * Only two things may move on a live page: the rows of such a list that nobody reads, and what is below them,
 * straight down; and the lines of a `data-rests` list, within its own space. Reserve space for everything else that
 * changes by itself.
 */
export function Growing({
  view,
  page,
  children,
}: {
  view: View;
  page: PageOf<unknown>;
  children?: Child;
}): Html {
  const { newer, top } = page;
  return (
    <div class="growing" data-top={top ?? view.held ?? undefined} tabindex={-1}>
      <p class="newer">
        {newer > 0 && (
          <a class="button primary number" href={view.hrefHere()} data-show-newer="">
            {`${newer} new`}
          </a>
        )}
      </p>
      {children}
    </div>
  );
}
