import { layOut, PICTURE, percent, type Stretch } from "./lay-out.js";

/** Redraws the timelines of unfinished walks for a time of the sandbox's clock, in milliseconds. */
export function drawTimelines(now: number): void {
  for (const timeline of document.querySelectorAll<HTMLElement>("[data-timeline]")) {
    const bars = timeline.querySelectorAll("[data-bar]");
    const drawn = layOut(stretchesOf(timeline), { now, ...PICTURE });
    for (const [index, { x, width, done }] of drawn.entries()) {
      const bar = bars[index];
      if (!bar) continue;
      set(bar, "x", percent(x));
      set(bar, "width", percent(width));
      const part = bar.querySelector("[data-done]");
      if (part) set(part, "width", percent(done * 100));
    }
  }
}

/** Reads parts of the form `start,end,expectedEnd`, separated by spaces; a missing value is empty. */
function stretchesOf({ dataset }: HTMLElement): Stretch[] {
  return (dataset["timeline"] ?? "").split(" ").map((part) => {
    const [start = "", end = "", expectedEnd = ""] = part.split(",");
    return {
      start: Number(start),
      end: end === "" ? null : Number(end),
      expectedEnd: expectedEnd === "" ? null : Number(expectedEnd),
    };
  });
}

function set(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
