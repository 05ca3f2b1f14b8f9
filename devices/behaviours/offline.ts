import { parseDuration } from "../duration.js";
import { behaviour } from "./behaviour.js";
import { durationSchema, type Setting } from "./setting.js";

/** Offline from `after` (since the agent's start) for `for`, again each `every` (null: once). Milliseconds. */
export interface Window {
  after: number;
  for: number;
  every: number | null;
}

/** A window as profiles write it. */
type WrittenWindow = Record<"after" | "for", string | number> & { every?: string | number };

const windows: Setting<Window[]> = {
  schema: {
    description: "The time windows during which it is offline.",
    type: "array",
    minItems: 1,
    items: {
      type: "object",
      additionalProperties: false,
      required: ["after", "for"],
      properties: {
        after: durationSchema("Time from the agent's start to the window."),
        for: durationSchema("Length of the window."),
        every: durationSchema(
          "Time from one start of the window to the next; without it, the window occurs once.",
        ),
      },
    },
  },
  read: (written: WrittenWindow[]) =>
    written.map(({ after, for: length, every }) => ({
      after: parseDuration(after),
      for: parseDuration(length),
      every: every === undefined ? null : parseDuration(every),
    })),
};

export const offline = behaviour<"offline", { windows: Window[] }>({
  kind: "offline",
  description: "Is offline at times, and then neither polls nor posts.",
  settings: { windows },
  *problems(settings) {
    for (const [index, window] of settings.windows.entries()) {
      if (window.every !== null && window.every <= window.for)
        yield { path: ["windows", index, "every"], accepted: 'longer than "for"' };
    }
  },
  hooks: (settings) => ({
    offlineFor: (ms) => Math.max(0, ...settings.windows.map((window) => leftOf(window, ms))),
  }),
});

/** Milliseconds left of an offline window at `ms` after the start; 0 outside the window. */
function leftOf(window: Window, ms: number): number {
  const since = ms - window.after;
  if (since < 0) return 0;
  const into = window.every === null ? since : since % window.every;
  return Math.max(0, window.for - into);
}
