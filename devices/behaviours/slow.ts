import { behaviour } from "./behaviour.js";

export const slow = behaviour<"slow", { factor: number }>({
  kind: "slow",
  description: "Every phase takes longer.",
  settings: {
    factor: {
      schema: { description: "Factor for the duration of every phase.", type: "number", exclusiveMinimum: 0 },
      default: 5,
    },
  },
  hooks: ({ factor }) => ({ phaseFactor: () => factor }),
});
