import type { Html } from "../page.js";
import { Icon } from "./icon.js";

/** Copies the text of the element with this id. `label` is the accessible name: "Copy the ini file". */
export function CopyButton({ of, label }: { of: string; label: string }): Html {
  return (
    <button type="button" class="tight" data-copy={of} aria-label={label} title={label}>
      <Icon name="copy" />
      Copy
    </button>
  );
}
