import type { Opportunity } from "../domain/records.js";
import type { About } from "./operation.js";

/** The subjects of a trigger: the opportunities that it made, and their products. */
export const aboutMade = (made: readonly Opportunity[]): About => ({
  products: [...new Set(made.map(({ product_id }) => product_id))],
  opportunities: made.map(({ id }) => id),
});
