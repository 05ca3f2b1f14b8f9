import { behaviour } from "./behaviour.js";

export const slow = behaviour<"slow", { factor: number }>({
  kind: "slow",
  description: "Every phase takes longer.",
  settings: {
    factor: {
      schema: { description: "How many times as long.", type: "number", exclusiveMinimum: 0 },
      default: 5,
    },
  },
  hooks: ({ factor }) => ({ phaseFactor: () => factor }),
});
