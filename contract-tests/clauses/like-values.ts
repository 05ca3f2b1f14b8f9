import type { ClauseContext } from "./clause.js";
import { posted } from "./support/agent.js";
import type { Product, TestOpportunity } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";
import { logOf, storedResult } from "./support/read.js";
import { advertise, productWithSpecs } from "./support/trigger.js";

/** Texts that look like a value of another type. */
const LIKE_VALUES = [
  "15.10",
  "007",
  "1e3",
  "true",
  "null",
  "0x1F",
  "-0",
  "2016-01-04",
  "[]",
  "{}",
  "NaN",
  "1_000",
];

export const values = [
  ...defineClauses(
    { operation: "updateProduct", answer: "200", needs: MAKE, leaves: "product" },
    {
      "text.product.like-values": {
        title:
          "Names, releases and snaps of a product that look like numbers, dates or null are kept as text",
        provenance: ["D 253-258", "A-07"],
        statements: ["4.product", "4.updateProduct"],
        async run(t) {
          const { id } = await t.make.product();
          const path = { product_id: id };
          // By the first one the clean-up knows the product.
          const snaps = [t.name("snap"), ...LIKE_VALUES];
          for (const text of LIKE_VALUES) {
            const body = { name: text, release: text, snaps };
            answered(await t.call("updateProduct", { path, body }), 200, ["A-07"]);
            const product = answered<Product>(await t.call("getProduct", { path }), 200);
            const { name, release } = product;
            same("the product", { name, release, snaps: product.snaps }, body, ["D 253-258", "A-07"]);
          }
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "text.agent.like-values": {
        title: "An agent's group and revision that look like numbers, dates or null are kept as text",
        provenance: ["D 1075", "D 971", "A-21"],
        statements: ["6.agent-revno", "5.picked"],
        async run(t) {
          const { product, platform } = await productWithSpecs(t);
          for (const text of LIKE_VALUES) {
            const body = { image_unique_id: text, image_reference: null };
            const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, body);
            const [path, agent_id] = [`/agents/${encodeURIComponent(text)}/pick`, text];
            const picked = await pick(t, path, { platform, agent_group: text, agent_revno: text });
            same("the opportunity", picked.test_opportunity_id, id, ["A-21"]);
            await posted(t, id, { agent_id });
            const result = await storedResult(t, product.id, id);
            const { agent_revno, image_unique_id } = result;
            const shown = { "agent-id": fields(result)["agent-id"], agent_revno, image_unique_id };
            same("the result", shown, { "agent-id": text, agent_revno: text, image_unique_id: text });
            const { agent_group } = fields((await logOf(t, product.id, id)).events[1]);
            same("agent_group", agent_group, text);
          }
        },
      },
    },
  ),
];

export async function pick(t: ClauseContext, path: string, body: unknown): Promise<TestOpportunity> {
  const headers = { "content-type": "application/json" };
  return answered(await t.send({ method: "POST", path, headers, body: JSON.stringify(body) }), 200);
}
