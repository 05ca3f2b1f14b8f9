import type { Case } from "./case.js";
import { playWindow, windowOf, type WindowSteps } from "./concurrent.js";
import type { Generator } from "./generate.js";
import { type Arena, Sequence } from "./sequence.js";
import type { Step } from "./step.js";
import type { Explored } from "./weights.js";

/** Requests of a client in a window. */
const MAX_PER_CLIENT = 2;
/** How often a window is repeated to see whether it differs again. */
const MAX_REPEATS = 4;

/** Requests that show races. */
const RACES: readonly (readonly Explored[])[] = [
  ["pickTestOpportunity"],
  ["pickTestOpportunity", "advertiseSnap", "deleteProduct"],
  ["postTestResult"],
  ["postTestResult", "pickTestOpportunity", "deleteTestSpec"],
  ["advertiseImage", "advertiseSnap", "advertiseGoldMaster", "createTestSpec", "deleteTestSpec"],
  ["updateProduct", "getProduct", "advertiseSnap", "listProducts"],
  ["createToken"],
  ["legacyAdvertiseImage", "legacyAdvertiseSnap", "createTestSpec"],
];

/** Draws what several clients send at the same time after these steps, and what is read then. */
export function drawWindow(generator: Generator, before: readonly Step[], clients: number): WindowSteps {
  const operations = generator.oneOf(RACES);
  const sent = Array.from({ length: clients }, (_, client) =>
    Array.from({ length: generator.oneOf([1, MAX_PER_CLIENT]) }, () => ({
      ...generator.next(operations),
      client,
    })),
  );
  return { before: [...before], clients: sent.flat(), after: generator.readings() };
}

/** Sends a window again, several times, because races do not always show; null if it does not differ. */
export async function replayWindow(
  arena: Arena,
  steps: readonly Step[],
  known: ReadonlySet<string>,
): Promise<Case | null> {
  const window = windowOf(steps);
  if (window.clients.length < 2) return null;
  for (let count = 0; count < MAX_REPEATS; count += 1) {
    await arena.clear();
    const sequence = new Sequence(arena);
    for (const step of window.before) await sequence.send(step);
    const { found, context } = await playWindow(arena, sequence, window, known);
    if (found) return { found, steps, context };
  }
  return null;
}
