import type { Html } from "../page.js";

/** Icons on a grid of 16 by 16. They always stand beside a word. */
const PATHS = {
  check: "M3 8.5l3.5 3.5L13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  alert: "M8 2.5l6.5 11h-13zM8 6.5v3.2M8 11.6v.2",
  clock: "M8 2a6 6 0 100 12A6 6 0 008 2zM8 5v3.2l2.2 1.4",
  play: "M5 3.5v9l7-4.5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  dot: "M8 5.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5zM8 7.5v1",
  ring: "M8 3.2a4.8 4.8 0 100 9.6 4.8 4.8 0 000-9.6z",
  half: "M8 3.2a4.8 4.8 0 100 9.6zM8 3.2a4.8 4.8 0 110 9.6",
  off: "M4 4l8 8M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11z",
  up: "M8 13V3.5M4 7.2l4-4 4 4",
  flask: "M6.3 2.5v4.2L3 13h10L9.7 6.7V2.5M5.3 2.5h5.4",
  down: "M8 3v9.5M4 8.8l4 4 4-4",
  copy: "M6 6h7.5v7.5H6zM10 3.5V2.5H2.5V10h1",
} as const;

export type IconName = keyof typeof PATHS;

/**
 * An icon beside a word; screen readers read only the word. The drawing is in the styles, because a page may have
 * hundreds of icons.
 */
export function Icon({ name }: { name: IconName }): Html {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
