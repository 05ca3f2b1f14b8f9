import type { Child } from "hono/jsx";
import type { Html } from "../page.js";

interface MenuProps {
  /** Unique on the page. */
  name: string;
  /** What it is called for those who hear it. */
  label: string;
  /** What the button shows. */
  button: Child;
  children?: Child;
}

/** A button of the bar that opens a panel, by the browser's own means: Escape and a click elsewhere close it. */
export function Menu({ name, label, button, children }: MenuProps): Html {
  const id = `menu-${name}`;
  return (
    <>
      <button type="button" class="opens" id={`open-${name}`} popovertarget={id}>
        {button}
      </button>
      <div class="menu" id={id} popover="auto" role="dialog" aria-label={label}>
        {children}
      </div>
    </>
  );
}
