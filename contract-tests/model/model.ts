/** The running model: what it remembers, how it decides, and what it does later by itself. */
import type { State } from "./records.js";
import type { Policy } from "./policy.js";

export interface Model {
  state: State;
  policy: Policy;
  /** Runs something after so many milliseconds, unless the model is closed before. */
  later: (milliseconds: number, action: () => void) => void;
  /** Ends all that was to run later. */
  stop: () => void;
}

export function createModel(state: State, policy: Policy): Model {
  const timers = new Set<NodeJS.Timeout>();
  return {
    state,
    policy,
    later(milliseconds, action) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        action();
      }, milliseconds);
      timers.add(timer);
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
