import type { Child } from "hono/jsx";
import type { Html } from "../page.js";

/** One fact of a `<dl class="facts">`. */
export function Fact({ name, children }: { name: string; children?: Child }): Html {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
