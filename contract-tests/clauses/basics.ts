import type { Clause } from "./clause.js";
import { check } from "../judge/mismatch.js";
import { FLOW } from "./support/bodies.js";
import { answered, fields, list, same } from "./support/expect.js";

/** The whole flow of a revision in a few clauses: what a target must do before other clauses are useful. */
export const basics: readonly Clause[] = [
  {
    id: "basics.product-comes-back",
    title: "A created product is read back unchanged",
    provenance: ["D 250-258", "A-07"],
    operation: "getProduct",
    answer: "200",
    needs: ["writes", "create-products"],
    leaves: "product",
    async run(t) {
      const product = await t.make.product();
      const answer = await t.call("getProduct", { path: { product_id: product.id } });
      same("the product", answered(answer, 200), product);
    },
  },
  {
    id: "basics.revision-goes-all-the-way",
    title: "An advertised revision is queued, picked, posted and stored, in the order of the four events",
    provenance: ["D 903-995"],
    operation: "listTestEvents",
    answer: "200",
    needs: ["writes", "agent-api"],
    leaves: "opportunities",
    async run(t) {
      const { product, test_opportunity_id } = await t.make.walked();
      const types = await t.until("RESULT_STORED among its events", async () => {
        const answer = await t.call("listTestEvents", {
          path: { product_id: product.id },
          query: { test_opportunity_id },
        });
        const [log] = list(answered(answer, 200), "event_logs");
        const seen = list(log, "events").map((event) => fields(event)["event_type"]);
        return seen.length < FLOW.length ? null : seen;
      });
      same("the types of its events", types, FLOW);
    },
  },
  {
    id: "basics.unsigned-is-refused",
    title: "A request without a signature is refused",
    provenance: ["D 29-30", "A-05"],
    operation: "listProducts",
    answer: "401",
    needs: [],
    leaves: "nothing",
    async run(t) {
      const { status } = await t.call("listProducts", {}, "anonymous");
      check(status >= 300, "a refusal", `HTTP ${status}`, ["D 29-30"]);
      check(status === 401, "401", `HTTP ${status}`, ["A-05"]);
    },
  },
];
