import type { Child } from "hono/jsx";
import type { Html } from "../page.js";

interface MenuProps {
  /** Unique on the page. */
  name: string;
  /** The accessible name, for screen readers. */
  label: string;
  /** The button's content. */
  button: Child;
  children?: Child;
}

/** A button of the bar that opens a panel. It uses the browser's popover: Escape and a click elsewhere close it. */
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
