import { check } from "../judge/mismatch.js";
import type { Clause } from "./clause.js";
import { defineClauses } from "./support/define.js";
import { answered } from "./support/expect.js";
import { words, send } from "./support/signed-by-hand.js";
import { headers } from "./oauth-headers.js";
import { tokens } from "./oauth-tokens.js";

/** Queries in several notations; the signature covers the decoded parameters (RFC 5849, section 3.4.1.3). */
const QUERIES: Record<string, string> = {
  "blank-as-plus": "image_unique_id=a+b",
  "blank-as-escape": "image_unique_id=a%20b",
  "plus-as-escape": "image_unique_id=a%2Bb",
  tilde: "image_unique_id=a~b",
  "tilde-as-escape": "image_unique_id=a%7Eb",
  "lower-case-escape": "image_unique_id=a%c3%a9b",
  "upper-case-escape": "image_unique_id=a%C3%A9b",
  "outside-the-basic-plane": "image_unique_id=%F0%9F%9B%B0",
  "marks-as-they-are": "image_unique_id=!*'()",
  "marks-as-escapes": "image_unique_id=%21%2A%27%28%29",
  "escaped-for-nothing": "image_unique_id=%61%62%63",
  "escaped-name": "image%5Funique%5Fid=abc",
  "ampersand-and-equals": "image_unique_id=a%26b%3Dc",
  percent: "image_unique_id=100%25",
  "equals-in-a-value": "image_unique_id=a=b",
  "names-not-in-order": "test_opportunity_id=48d7e1b5-a93c-4f26-90be-d2c1f7a60834&image_unique_id=abc",
  "slash-and-question-mark": "image_unique_id=a/b?c",
};

/** Queries that are refused for their parameters, not for their signature. */
const ASKING_WRONG: Record<string, string> = {
  "empty-value": "image_unique_id=",
  "no-equals": "image_unique_id",
  "given-twice": "image_unique_id=b&image_unique_id=a",
  "same-twice": "image_unique_id=a&image_unique_id=a",
  "unknown-names": "b=2&a=1&a=0&A=3&_=4",
};

const queries = [
  ...Object.entries(QUERIES).map(([name, query]) => [name, query, 200] as const),
  ...Object.entries(ASKING_WRONG).map(([name, query]) => [name, query, 400] as const),
].flatMap(([name, query, status]) =>
  defineClauses(
    { operation: "listTestResults", answer: String(status), needs: ["history"], leaves: "nothing" },
    {
      [`oauth.query.${name}`]: {
        title: `The signature of a query is accepted: ${words(name)}`,
        provenance: status === 200 ? ["P"] : ["P", "A-24"],
        statements: ["3.query-signed"],
        async run(t) {
          const { id } = await t.make.sharedProduct();
          const path = `/products/${id}/tests/results?${query}`;
          const answer = await send(t, path);
          check(answer.status !== 401, "an accepted signature", `status 401: ${answer.text.slice(0, 200)}`, [
            "P",
          ]);
          answered(answer, status);
          const unsigned = await t.send({ method: "GET", path, sign: { url: `${t.target.url}${path}x` } });
          answered(unsigned, 401, ["P", "A-05"]);
        },
      },
    },
  ),
);

/** Names in a path, which is signed as sent. */
const PATHS: Record<string, string> = {
  slash: "a%2Fb",
  blank: "a%20b",
  plus: "a+b",
  "plus-as-escape": "a%2Bb",
  percent: "100%25",
  tilde: "a~b",
  "lower-case-escape": "a%c3%a9b",
  marks: "!*'()",
  colon: "a:b@c;d=e",
};

const paths = Object.entries(PATHS).flatMap(([name, text]) =>
  defineClauses(
    { operation: "pickTestOpportunity", answer: "204", needs: ["writes", "agent-api"], leaves: "nothing" },
    {
      [`oauth.path.${name}`]: {
        title: `A path is signed as sent and then decoded: ${words(name)}`,
        provenance: ["P", "A-21"],
        statements: ["3.exact-url"],
        async run(t) {
          const answer = await t.send({
            method: "POST",
            path: `/agents/${t.make.agent()}${text}/pick`,
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ platform: t.make.platform() }),
          });
          check(answer.status !== 401, "an accepted signature", answer.text, ["P"]);
          answered(answer, 204);
        },
      },
    },
  ),
);

/** Special cases of signatures and tokens (contract.md §3; RFC 5849). */
export const oauth: readonly Clause[] = [...headers, ...queries, ...paths, ...tokens];
