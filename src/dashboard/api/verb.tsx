import type { Html } from "../page.js";

export function Verb({ method }: { method: string }): Html {
  return (
    <span class="verb" data-method={method}>
      {method.toUpperCase()}
    </span>
  );
}
