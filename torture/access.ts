import { attackPages } from "./access-pages.js";
import { foreignIds } from "./access-ids.js";
import { signatures } from "./access-signatures.js";
import { visitors } from "./access-visitors.js";
import type { Part } from "./part.js";

/** Part 6: who has access to what. */
export const access: Part = {
  name: "access",
  title: "ids of others, foreign pages, methods, signatures",
  async run(context) {
    await foreignIds(context);
    await attackPages(context);
    await visitors(context);
    await signatures(context);
  },
};
