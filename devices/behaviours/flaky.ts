import { behaviour, chance } from "./behaviour.js";
import { rate } from "./setting.js";

export const flaky = behaviour<"flaky", { rate: number }>({
  kind: "flaky",
  description: "Fails some tests, by chance.",
  settings: { rate: rate("Probability that a test fails.") },
  hooks: (settings) => ({
    outcome: (of) => {
      const because = chance("flaky", of, settings.rate);
      return because && { status: "FAILED", reason: "flaky device", because };
    },
  }),
});
