import { check } from "../judge/mismatch.js";
import type { ClauseContext } from "./clause.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered } from "./support/expect.js";
import { productWithSpecs } from "./support/trigger.js";

/** The ends of the two ranges of control characters (contract.md §2). */
const CONTROLS = ["\u0000", "\t", "\n", "\u001f", "\u007f"];

const NAMED: Readonly<Record<string, (t: ClauseContext, text: string) => readonly [string, unknown]>> = {
  "product-name": (t, text) => ["createProduct", { name: text, release: "r", snaps: [t.name("snap")] }],
  release: (t, text) => ["createProduct", { name: t.name("product"), release: text, snaps: [] }],
  snap: (t, text) => ["createProduct", { name: t.name("product"), release: "r", snaps: ["a.b", text] }],
  "spec-name": (_, name) => ["createTestSpec", { name }],
  platform: (t, platform) => ["createTestSpec", { name: t.name("spec"), platform }],
  "image-name": (t, image_name) => ["createTestSpec", { name: t.name("spec"), image_name }],
  image: (_, image_unique_id) => ["advertiseImage", { image_unique_id, image_reference: null }],
};

export const controls = Object.entries(NAMED).flatMap(([place, request]) => {
  const operation =
    place === "image"
      ? "advertiseImage"
      : /product|release|snap/.test(place)
        ? "createProduct"
        : "createTestSpec";
  return defineClauses(
    {
      operation,
      answer: "400",
      needs: MAKE,
      leaves: operation === "advertiseImage" ? "opportunities" : "product",
    },
    {
      [`text.control.${place}`]: {
        title: `${operation}: a control character at the beginning, within or at the end is refused: ${place.replace("-", " ")}`,
        provenance: ["A-31"],
        statements: ["2.lengths"],
        async run(t) {
          const { product } = await productWithSpecs(t);
          for (const [n, control] of CONTROLS.entries()) {
            const text = [`${control}ab`, `a${control}b`, `ab${control}`][n % 3]!;
            const [operationId, body] = request(t, text);
            const answer = await t.call(operationId, { path: { product_id: product.id }, body });
            check(answer.status >= 400, `a refusal of ${JSON.stringify(text)}`, `status ${answer.status}`);
            answered(answer, 400, ["A-01", "A-31"]);
          }
        },
      },
    },
  );
});
