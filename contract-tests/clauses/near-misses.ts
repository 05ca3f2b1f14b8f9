import { check } from "../judge/mismatch.js";
import { answerInWords } from "../judge/judge-answer.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, errorId, refused, same } from "./support/expect.js";
import { productWithSpecs } from "./support/trigger.js";
import { nearTriggers } from "./near-triggers.js";

/** What is nearly right: names, ids and signatures with a little more or less, and what was refused just before. */
export const nearMisses = [
  ...defineClauses(
    { operation: "getProduct", answer: "400", needs: MAKE, leaves: "product" },
    {
      "conventions.id-with-more": {
        title: "An id with something before or behind it is not a UUID",
        provenance: ["A-27"],
        statements: ["2.ids"],
        async run(t) {
          const { id } = await t.make.product();
          const others = [`${id}0`, `${id}x`, `0${id}`, `{${id}}`, `urn:uuid:${id}`, id.replaceAll("-", "")];
          for (const product_id of others) {
            const answer = await t.call("getProduct", { path: { product_id } });
            errorId(refused(answer, 400).id, "invalid-data", `id for ${product_id}`);
          }
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listProducts", answer: "401", needs: [], leaves: "nothing" },
    {
      "auth.other-scheme": {
        title: "A signature for https is none for http, and the other way round",
        provenance: ["P"],
        statements: ["3.exact-url"],
        async run(t) {
          const own = `${t.target.url}/products`;
          const url = own.startsWith("https:")
            ? own.replace("https:", "http:")
            : own.replace("http:", "https:");
          const answer = await t.send({ method: "GET", path: "/products", sign: { url } });
          check(answer.status >= 300, "a refusal", answerInWords(answer), ["P", "D 29-30"]);
        },
      },
      "auth.signature-in-part": {
        title: "A signature without its end, or without its beginning, is refused",
        provenance: ["P"],
        statements: ["3.signing"],
        async run(t) {
          const cut: ((signature: string) => string)[] = [
            (signature) => signature.slice(0, 1),
            (signature) => signature.slice(0, 20),
            (signature) => signature.replace(/%3D$/, ""),
            (signature) => signature.slice(4),
          ];
          for (const change of cut) {
            const header = (authorization: string): string =>
              authorization.replace(/oauth_signature="([^"]*)"/, (_, value: string) => {
                return `oauth_signature="${change(value)}"`;
              });
            const answer = await t.send({ method: "GET", path: "/products", sign: { header } });
            check(answer.status >= 300, "a refusal", answerInWords(answer), ["P", "D 29-30"]);
          }
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "createProduct", answer: "201", needs: MAKE, leaves: "product" },
    {
      "conventions.content-type.written-otherwise": {
        title: "A type with parameters, or in upper case, is application/json all the same",
        provenance: ["A-01", "A-07"],
        statements: ["2.json"],
        async run(t) {
          for (const type of [
            "application/json; charset=utf-8",
            "application/json;charset=UTF-8",
            "Application/JSON",
          ]) {
            const body = JSON.stringify({ name: t.name("product"), release: "r", snaps: [] });
            const headers = { "content-type": type };
            answered(await t.send({ method: "POST", path: "/products", headers, body }), 201, [
              "A-01",
              "A-07",
            ]);
          }
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestSpecs", answer: "200", needs: MAKE, leaves: "product" },
    {
      "conventions.head.after-a-change": {
        title: "HEAD has the headers of GET, also after the list has grown and shrunk",
        provenance: ["A-25"],
        statements: ["2.methods"],
        async run(t) {
          const { product } = await productWithSpecs(t, 0);
          const path = `/products/${product.id}/test-specs`;
          const compare = async (): Promise<void> => {
            const [get, head] = [
              await t.send({ method: "GET", path }),
              await t.send({ method: "HEAD", path }),
            ];
            for (const name of ["content-type", "content-length"])
              if (get.headers[name] !== undefined && head.headers[name] !== undefined)
                same(`${name} of HEAD`, head.headers[name], get.headers[name]);
          };
          await compare();
          const { id } = await t.make.testSpec(product.id);
          await compare();
          const ids = { product_id: product.id, test_spec_id: id };
          answered(await t.call("deleteTestSpec", { path: ids }), 204, ["A-08"]);
          await compare();
        },
      },
    },
  ),
  ...nearTriggers,
];
