import { agents } from "./agents.js";
import { legacy } from "./legacy.js";
import type { Handlers } from "./operation.js";
import { products } from "./products.js";
import { queries } from "./queries.js";
import { testSpecs } from "./test-specs.js";
import { tokens } from "./tokens.js";
import { triggers } from "./triggers.js";

/** The handlers by operationId. */
export const handlers: Handlers = {
  ...tokens,
  ...products,
  ...testSpecs,
  ...triggers,
  ...queries,
  ...agents,
  ...legacy,
};
