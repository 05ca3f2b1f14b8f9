import { createHash } from "node:crypto";
import { behaviour } from "./behaviour.js";

export const postsToForeign = behaviour<"posts-to-foreign", object>({
  kind: "posts-to-foreign",
  description: "Posts each result first to an opportunity that it does not hold.",
  settings: {},
  hooks: () => ({
    beforePost: ({ of, pickedByOthers, postOnce }) => {
      const foreign = pickedByOthers.at(-1) ?? unknownId(of.opportunity.test_opportunity_id);
      return postOnce(foreign, "it posts to its own next");
    },
  }),
});

/** An id that no opportunity has, the same in every run. */
function unknownId(opportunityId: string): string {
  const digits = createHash("sha256").update(`foreign\0${opportunityId}`).digest("hex");
  const groups = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
  return [...groups, `8${digits.slice(17, 20)}`, digits.slice(20, 32)].join("-");
}
