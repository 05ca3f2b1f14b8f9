import type { Answer, SignOtherwise } from "../target/answer.js";
import type { ClauseContext } from "./clause.js";
import type { Grounds } from "../judge/grounds.js";
import { answerInWords } from "../judge/judge-answer.js";
import { check } from "../judge/mismatch.js";
import type { Product } from "./support/bodies.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, fields, list, same } from "./support/expect.js";

/** Reads the account's products, signed in a given way, with an optional query. */
async function read(t: ClauseContext, sign?: SignOtherwise, path = "/products"): Promise<Answer> {
  return t.send({ method: "GET", path, ...(sign ? { sign } : {}) });
}

/** A refusal of credentials. Grounds: `grounds` for the refusal, A-05 for the status 401. */
function unauthorized(answer: Answer, grounds: Grounds = ["D 29-30"]): void {
  check(answer.status >= 300, "a refusal", answerInWords(answer), grounds);
  answered(answer, 401, ["A-05"]);
  same("id", fields(answer.json)["id"], "unauthorized", ["A-01"]);
}

const wrong = (text: string): string => (text.startsWith("x") ? `y${text.slice(1)}` : `x${text.slice(1)}`);

/** Signing requests (contract.md §3). Uses only GET, so that any target can be judged. */
export const auth = [
  ...defineClauses(
    { operation: "listProducts", answer: "401", needs: [], leaves: "nothing" },
    {
      "auth.missing": {
        title: "A request without a signature is 401",
        provenance: ["D 29-30", "A-05"],
        statements: ["2.authenticated", "3.unauthorized"],
        run: async (t) => unauthorized(await t.send({ method: "GET", path: "/products" }, "anonymous")),
      },
      "auth.challenge": {
        title: 'A 401 has WWW-Authenticate: OAuth realm="API"',
        provenance: ["A-05"],
        statements: ["3.unauthorized"],
        async run(t) {
          const { headers } = await t.send({ method: "GET", path: "/products" }, "anonymous");
          same("WWW-Authenticate", headers["www-authenticate"], 'OAuth realm="API"');
        },
      },
      "auth.signature-checked": {
        title: "A wrong signature is 401",
        provenance: ["P", "D 29-30"],
        statements: ["3.signing"],
        async run(t) {
          const altered = (authorization: string): string =>
            authorization.replace(
              /oauth_signature="([^"]+)"/,
              'oauth_signature="AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D"',
            );
          unauthorized(await read(t, { header: altered }));
        },
      },
      "auth.signature-checked.plaintext": {
        title: "A PLAINTEXT signature with a wrong secret is 401",
        provenance: ["P", "D 29-30"],
        statements: ["3.signing", "3.plaintext"],
        async run(t) {
          for (const name of ["token_secret", "consumer_secret"] as const) {
            const credentials = { [name]: wrong(t.target.credentials[name]) };
            unauthorized(await read(t, { method: "PLAINTEXT", credentials }));
          }
        },
      },
      ...Object.fromEntries(
        (["consumer_key", "consumer_secret", "token_key", "token_secret"] as const).map((name) => [
          `auth.wrong.${name.replace("_", "-")}`,
          {
            title: `A wrong ${name} is 401`,
            provenance: ["P", "D 29-30"],
            statements: ["3.signing", "3.conf-ini"],
            run: async (t: ClauseContext) =>
              unauthorized(await read(t, { credentials: { [name]: wrong(t.target.credentials[name]) } })),
          },
        ]),
      ),
      "auth.nonce": {
        title: "A repeated nonce is 401",
        provenance: ["A-04"],
        statements: ["3.nonce"],
        async run(t) {
          const once = async (sign: SignOtherwise) =>
            t.send({ method: "GET", path: "/products", sign, retry: false });
          const isLater = ({ status }: Answer): boolean => status === 429 || status === 503;
          // After a 429 or 503 it is unknown whether the nonce was used up: send the request with another nonce.
          const sign = await t.until("an answer at once", async () => {
            const first = { nonce: t.uuid(), timestamp: Math.floor(Date.now() / 1000) };
            const answer = await once(first);
            if (isLater(answer)) return null;
            answered(answer, 200);
            return first;
          });
          const again = await t.until("an answer", async () => {
            const answer = await once(sign);
            return isLater(answer) ? null : answer;
          });
          unauthorized(again, ["A-04"]);
        },
      },
      "auth.timestamp.behind": {
        title: "A timestamp one hour in the past is 401",
        provenance: ["A-04"],
        statements: ["3.timestamp"],
        run: async (t) =>
          unauthorized(await read(t, { timestamp: Math.floor(Date.now() / 1000) - 3600 }), ["A-04"]),
      },
      "auth.timestamp.ahead": {
        title: "A timestamp one hour in the future is 401",
        provenance: ["A-04"],
        statements: ["3.timestamp"],
        run: async (t) =>
          unauthorized(await read(t, { timestamp: Math.floor(Date.now() / 1000) + 3600 }), ["A-04"]),
      },
      "auth.path-signed": {
        title: "A signature for another path is 401",
        provenance: ["P"],
        statements: ["3.exact-url"],
        run: async (t) => unauthorized(await read(t, { url: `${t.target.url}/products/${t.uuid()}` }), ["P"]),
      },
      "auth.host-signed": {
        title: "A signature for another host is 401",
        provenance: ["P"],
        statements: ["3.exact-url"],
        async run(t) {
          const url = new URL(`${t.target.url}/products`);
          url.hostname = "other-host.example.com";
          unauthorized(await read(t, { url: url.href }), ["P"]);
        },
      },
      "auth.query-signed": {
        title: "Query parameters are signed: a signature without them is 401",
        provenance: ["P"],
        statements: ["3.query-signed"],
        operation: "listTestResults",
        needs: ["history"],
        async run(t) {
          const { id } = await t.make.sharedProduct();
          const path = `/products/${id}/tests/results`;
          const answer = await read(t, { url: t.target.url + path }, `${path}?image_unique_id=${t.uuid()}`);
          unauthorized(answer, ["P"]);
        },
      },
      "auth.token-of-another": {
        title: "A token of another consumer is 401",
        provenance: ["P", "D 29-30"],
        statements: ["3.signing"],
        needs: ["second-account"],
        async run(t) {
          const { token_key, token_secret, consumer_key } = t.target.second!;
          check(
            consumer_key !== t.target.credentials.consumer_key,
            "two accounts with different consumer keys",
            "one key",
          );
          unauthorized(await read(t, { credentials: { token_key, token_secret } }));
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listProducts", answer: "200", needs: [], leaves: "nothing" },
    {
      "auth.hmac-sha1": {
        title: "HMAC-SHA1 is accepted",
        provenance: ["P"],
        statements: ["3.signing", "3.conf-ini", "3.hmac-sha1"],
        run: async (t) => void answered(await read(t, { method: "HMAC-SHA1" }), 200, ["P"]),
      },
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
