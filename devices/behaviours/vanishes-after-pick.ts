import { behaviour, chance } from "./behaviour.js";
import { rate } from "./setting.js";

export const vanishesAfterPick = behaviour<"vanishes-after-pick", { rate: number }>({
  kind: "vanishes-after-pick",
  description: "Picks an opportunity and disappears; the opportunity stays picked.",
  settings: { rate: rate("Probability per opportunity.", 1) },
  hooks: (settings) => ({ afterPick: (of) => chance("vanishes-after-pick", of, settings.rate) }),
});
