import { behaviour } from "./behaviour.js";

export const postsTwice = behaviour<"posts-twice", object>({
  kind: "posts-twice",
  description: "Posts each result twice, byte for byte the same.",
  settings: {},
  hooks: () => ({
    afterPost: ({ of, postOnce }) => postOnce(of.opportunity.test_opportunity_id, "it was a repeated post"),
  }),
});
