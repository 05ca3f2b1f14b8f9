import type { Child } from "hono/jsx";
import type { Html } from "../page.js";

interface ExplainedProps {
  /** The id that marks link to: `A-14`, `C-2`. */
  id: string;
  source: "assumed" | "contradiction";
  title: string;
  children?: Child;
}

/** A card that explains a mark; the mark links to it. */
export function Explained({ id, source, title, children }: ExplainedProps): Html {
  return (
    <article class="panel" id={id} aria-labelledby={`${id}-title`} tabindex={-1}>
      <h3 id={`${id}-title`}>
        <span class="mark" data-source={source}>
          {id}
        </span>{" "}
        {title}
      </h3>
      {children}
    </article>
  );
}
