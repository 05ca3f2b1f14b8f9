import type { Child } from "hono/jsx";
import type { Html } from "../page.js";

interface ExplainedProps {
  /** `A-14`, `C-2`: what marks lead to. */
  id: string;
  source: "assumed" | "contradiction";
  title: string;
  children?: Child;
}

/** What a mark stands for, as a card that the mark leads to. */
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
