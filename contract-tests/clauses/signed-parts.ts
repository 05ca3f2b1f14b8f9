import { authorizationHeader } from "../../src/oauth1/sign.js";
import { check } from "../judge/mismatch.js";
import { answerInWords } from "../judge/judge-answer.js";
import type { Answer } from "../target/answer.js";
import type { Clause, ClauseContext } from "./clause.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, same } from "./support/expect.js";
import { stateOf } from "./support/state.js";
import { productWithSpecs } from "./support/trigger.js";
import { logins } from "./logins.js";

/** Other hosts and ports than the target's, also such as a server may know by another name. */
function otherOrigins(own: string): string[] {
  const { protocol, hostname, port, host } = new URL(own);
  const others = [
    ...["localhost", "127.0.0.1", "[::1]", "example.com", "spi.canonical.com"].flatMap((name) => [
      name,
      `${name}:${port === "" ? "8080" : port}`,
    ]),
    ...[hostname, `${hostname}:1`, `${hostname}:8081`],
  ];
  const asSigned = (one: string): string => new URL(`${protocol}//${one}`).host;
  return [...new Set(others.map(asSigned))].filter((one) => one !== host).map((one) => `${protocol}//${one}`);
}

/** What a signature covers, one part after the other (contract.md §3). */
const signed = [
  ...defineClauses(
    { operation: "listProducts", answer: "401", needs: [], leaves: "nothing" },
    {
      "auth.host-signed.near": {
        title: "A signature for a similar host, or for the same host with another port, is refused",
        provenance: ["P"],
        statements: ["3.exact-url"],
        async run(t) {
          for (const origin of otherOrigins(t.target.url)) {
            const path = new URL(t.target.url).pathname.replace(/\/$/, "");
            const sign = { url: `${origin}${path}/products` };
            const answer = await t.send({ method: "GET", path: "/products", sign });
            check(answer.status >= 400, `a refusal of a signature for ${origin}`, answerInWords(answer), [
              "P",
            ]);
          }
        },
      },
      "auth.signature-in-another-case": {
        title: "A signature is compared with case",
        provenance: ["P", "D 29-30"],
        statements: ["3.signing", "3.plaintext"],
        async run(t) {
          const swapped = (text: string): string =>
            text.replaceAll(/%[0-9A-F]{2}|[a-zA-Z]/g, (each) =>
              each.startsWith("%")
                ? each
                : each === each.toLowerCase()
                  ? each.toUpperCase()
                  : each.toLowerCase(),
            );
          const header = (authorization: string): string =>
            authorization.replace(
              /oauth_signature="([^"]*)"/,
              (_, value: string) => `oauth_signature="${swapped(value)}"`,
            );
          for (const method of ["HMAC-SHA1", "PLAINTEXT"] as const) {
            const answer = await t.send({ method: "GET", path: "/products", sign: { method, header } });
            check(answer.status >= 400, `a refusal with ${method}`, answerInWords(answer));
          }
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listProducts", answer: "200", needs: [], leaves: "nothing" },
    {
      "auth.scheme-in-any-case": {
        title: "The name of the scheme, OAuth, may have any case (RFC 5849 section 3.5.1)",
        provenance: ["P"],
        statements: ["3.signing"],
        async run(t) {
          for (const name of ["oauth ", "OAUTH ", "oAuth "]) {
            const header = (authorization: string): string => authorization.replace("OAuth ", name);
            answered(await t.send({ method: "GET", path: "/products", sign: { header } }), 200, ["P"]);
          }
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "deleteProduct", answer: "401", needs: MAKE, leaves: "product" },
    {
      "auth.method-signed": {
        title: "A signature of a GET is refused for every other method of the path, and nothing changes",
        provenance: ["P", "D 29-30", "A-07"],
        statements: ["3.hmac-sha1", "2.authenticated"],
        async run(t) {
          const { product, specs } = await productWithSpecs(t);
          const before = await stateOf(t, product.id);
          const at = `/products/${product.id}`;
          const spec = { name: t.name("spec"), platform: t.make.platform() };
          for (const [method, path, body] of [
            ["PUT", at, { name: t.name("product"), release: "r", snaps: [] }],
            ["POST", `${at}/test-specs`, spec],
            ["DELETE", `${at}/test-specs/${specs[0]!.id}`, null],
            ["DELETE", at, null],
          ] as const) {
            const answer = await sentAs(t, "GET", method, path, body);
            check(answer.status >= 400, `a refusal of ${method}`, answerInWords(answer), ["P", "D 29-30"]);
          }
          same("what can be read of the product", await stateOf(t, product.id), before, ["P", "D 29-30"]);
        },
      },
    },
  ),
];

/** Sends a request with the signature of another method. */
async function sentAs(
  t: ClauseContext,
  signedMethod: string,
  method: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  const authorization = authorizationHeader({
    ...{ method: signedMethod, url: t.target.url + path, credentials: t.target.credentials },
    ...{ signatureMethod: "HMAC-SHA1", timestamp: Math.floor(Date.now() / 1000), nonce: t.uuid() },
  });
  if (body === null) return t.send({ method, path, headers: { authorization } });
  const headers = { authorization, "content-type": "application/json" };
  return t.send({ method, path, headers, body: JSON.stringify(body) });
}

/** What signatures and log-ins cover (contract.md §3). */
export const signedParts: readonly Clause[] = [...signed, ...logins];
