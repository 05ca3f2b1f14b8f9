import { behaviour, chance } from "./behaviour.js";
import { rate } from "./setting.js";

export const vanishesAfterPick = behaviour<"vanishes-after-pick", { rate: number }>({
  kind: "vanishes-after-pick",
  description: "Takes an opportunity and is gone; the opportunity stays picked.",
  settings: { rate: rate("Share of opportunities.", 1) },
  hooks: (settings) => ({ afterPick: (of) => chance("vanishes-after-pick", of, settings.rate) }),
});
