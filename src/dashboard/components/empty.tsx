import type { Child } from "hono/jsx";
import type { Html } from "../page.js";

/** Says that a list is empty, and how to fill it. */
export function Empty({ title, children }: { title: string; children?: Child }): Html {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}
