import { onAnswer } from "../mutants/around.js";
import { logsOf, productsOf, testSpecsOf } from "../mutants/bodies.js";
import { refill } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

/** Flaws of lists in an order of their own. */
export const unsortedFlaws = defineFlaws("orders", [
  [
    "products.newest-50",
    "only the newest 50 products are listed",
    "lists.products",
    onAnswer(["listProducts"], (answer) => {
      const products = productsOf(answer);
      refill(products, products.slice(-50));
    }),
  ],
  [
    "products.by-release",
    "products are listed by their release",
    "lists.products",
    onAnswer(["listProducts"], (answer) => {
      productsOf(answer).sort((a, b) => (a.release < b.release ? -1 : a.release > b.release ? 1 : 0));
    }),
  ],
  [
    "test-specs.by-name",
    "Test Specs are listed by name",
    ["lists.unsorted.test-specs"],
    onAnswer(["listTestSpecs"], (answer) => {
      testSpecsOf(answer).sort((a, b) => (a.name < b.name ? -1 : 1));
    }),
  ],
  [
    "logs.by-spec-name",
    "logs are listed by the name of the Test Spec",
    "lists.unsorted.advertised",
    onAnswer(["listTestEvents"], (answer) => {
      logsOf(answer).sort((a, b) => (a.spec_name < b.spec_name ? -1 : 1));
    }),
  ],
  [
    "long.logs-by-image",
    "logs of one advertisement are listed newest first",
    "lists.events.order-of-ids",
    onAnswer(["listTestEvents"], (answer) => {
      const logs = logsOf(answer);
      const images = [...new Set(logs.map(({ image_unique_id }) => image_unique_id))];
      refill(
        logs,
        images.flatMap((image) => logs.filter((log) => log.image_unique_id === image).toReversed()),
      );
    }),
  ],
]);
