import type { Html, View } from "../page.js";
import type { PageOf } from "./pages-of.js";

interface PagerProps {
  /** The shown range: "1-50 of 1,000 opportunities". */
  text: string;
  /** Links; null if there is no such page. */
  previous: string | null;
  next: string | null;
  /** The landmark's name, for pages with several. */
  label?: string;
}

/** Links to the previous and next page of a list. */
export function Pager({ text, previous, next, label = "Pages of the list" }: PagerProps): Html {
  return (
    <nav class="pager" aria-label={label}>
      <span class="muted small number">{text}</span>
      {previous !== null && (
        <a class="button tight" href={previous} rel="prev">
          Previous
        </a>
      )}
      {next !== null && (
        <a class="button tight" href={next} rel="next">
          Next
        </a>
      )}
    </nav>
  );
}

interface ListPagerProps extends Pick<PagerProps, "text" | "label"> {
  view: View;
  page: PageOf<unknown>;
}

/** The pager of a list whose pages start after an item (`?before=`). */
export function ListPager({ view, page: { previous, next }, text, label }: ListPagerProps): Html {
  return (
    <Pager
      text={text}
      previous={previous === undefined ? null : view.hrefHere({ before: previous })}
      next={next === null ? null : view.hrefHere({ before: next })}
      label={label}
    />
  );
}
