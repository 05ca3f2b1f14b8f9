import type { Child } from "hono/jsx";
import type { Html, View } from "../page.js";
import type { PageOf } from "./pages-of.js";

/**
 * A list that grows at its top. New rows come in by themselves as long as nobody reads it. Who reads it loses nothing: new
 * ones are then held back behind "3 new", which takes no place of its own, and rows that no longer belong to it stay till
 * then. What reading is: `client/reading.ts`.
 *
 * So this is what may move on a live page: the rows of such a list that nobody reads, straight down for a new one, with
 * what stands below; and the few lines of a list that `data-rests`, within the room that it has. Nothing else may: give
 * what changes by itself its room.
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
