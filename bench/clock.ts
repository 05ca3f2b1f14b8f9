/** How many sleeps a second a manual clock gets through with 100 actors. Run: npx tsx bench/clock.ts */
import { ManualClock } from "../src/clock/manual-clock.js";

const ACTORS = 100;
const ROUNDS = 5;
const SLEEPS_A_ROUND = 200_000;

const clock = new ManualClock({ start: 0 });
for (let actor = 0; actor < ACTORS; actor++) {
  void clock.spawn(async () => {
    for (;;) await clock.sleep(1000 + actor, undefined, { background: true });
  });
}
for (let round = 1; round <= ROUNDS; round++) {
  const began = performance.now();
  const { fired } = await clock.advance((SLEEPS_A_ROUND / ACTORS) * 1050);
  const seconds = (performance.now() - began) / 1000;
  console.log(`round ${round}: ${fired} sleeps, ${Math.round(fired / seconds)} a second`);
}
clock.close();
