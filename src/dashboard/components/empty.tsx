import type { Child } from "hono/jsx";
import type { Html } from "../page.js";

/** Says that there is nothing, and what would change that. */
export function Empty({ title, children }: { title: string; children?: Child }): Html {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}
