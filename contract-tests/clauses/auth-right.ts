import type { Answer, SignOtherwise } from "../target/answer.js";
import type { ClauseContext } from "./clause.js";
import type { Grounds } from "../judge/grounds.js";
import { answerInWords } from "../judge/judge-answer.js";
import { check } from "../judge/mismatch.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, fields, same, list } from "./support/expect.js";
import type { Product } from "./support/bodies.js";

/** Reads the account's products, signed in a given way, with an optional query. */
export async function read(t: ClauseContext, sign?: SignOtherwise, path = "/products"): Promise<Answer> {
  return t.send({ method: "GET", path, ...(sign ? { sign } : {}) });
}

/** A refusal of credentials. Grounds: `grounds` for the refusal, A-05 for the status 401. */
export function unauthorized(answer: Answer, grounds: Grounds = ["D 29-30"]): void {
  check(answer.status >= 300, "a refusal", answerInWords(answer), grounds);
  answered(answer, 401, ["A-05"]);
  same("id", fields(answer.json)["id"], "unauthorized", ["A-01"]);
}

export const wrong = (text: string): string =>
  text.startsWith("x") ? `y${text.slice(1)}` : `x${text.slice(1)}`;

/** Signatures that are right, and what a refused request leaves. */
export const signedRight = [
  ...defineClauses(
    { operation: "listProducts", answer: "200", needs: [], leaves: "nothing" },
    {
      "auth.plaintext": {
        title: "PLAINTEXT is accepted",
        provenance: ["P"],
        statements: ["3.plaintext"],
        run: async (t) => void answered(await read(t, { method: "PLAINTEXT" }), 200, ["P"]),
      },
      "auth.clock-a-little-off": {
        title: "A timestamp one minute off is accepted",
        provenance: ["A-04"],
        statements: ["3.timestamp"],
        run: async (t) =>
          void answered(await read(t, { timestamp: Math.floor(Date.now() / 1000) - 60 }), 200),
      },
      "auth.query-signed.right": {
        title: "A correctly signed query with special characters is accepted",
        provenance: ["P"],
        statements: ["3.query-signed"],
        operation: "listTestResults",
        needs: ["history"],
        async run(t) {
          const { id } = await t.make.sharedProduct();
          const query = { image_unique_id: "a b+c&d=é/~*'(%" };
          const answer = await t.call("listTestResults", { path: { product_id: id }, query });
          same("the results", list(answered(answer, 200, ["P"]), "test_results"), [], ["P"]);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "createProduct", answer: "201", needs: MAKE, leaves: "product" },
    {
      "auth.body-not-signed": {
        title: "A JSON body is not part of the signature",
        provenance: ["P"],
        statements: ["3.body-not-signed"],
        async run(t) {
          // The suite signs only method, URL and OAuth parameters.
          const product = await t.make.product();
          check(product.id !== "", "a product", product);
        },
      },
      "auth.refused-does-nothing": {
        title: "A request that is refused for its signature has no effect",
        provenance: ["D 29-30"],
        statements: ["2.authenticated"],
        answer: "401",
        async run(t) {
          const name = t.name("refused");
          const body = JSON.stringify({ name, release: "r", snaps: [] });
          const token_secret = wrong(t.target.credentials.token_secret);
          const headers = { "content-type": "application/json" };
          const request = {
            method: "POST",
            path: "/products",
            headers,
            body,
            sign: { credentials: { token_secret } },
          };
          unauthorized(await t.send(request));
          const all = list<Product>(answered(await t.call("listProducts"), 200), "products");
          check(!all.some((product) => product.name === name), "no such product", name, ["D 29-30"]);
        },
      },
    },
  ),
];
