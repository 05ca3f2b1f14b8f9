import { authorizationHeader } from "../../src/oauth1/sign.js";
import { around, onAnswer } from "../mutants/around.js";
import { objectOf } from "../mutants/bodies.js";
import type { Call } from "../mutants/call.js";
import { refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";
import { headerOf, valueOf, firstAccount, ahead } from "./support/oauth-calls.js";
import { READS } from "./oauth.headers.flaws.js";
import { TAKES } from "./oauth.wrong.flaws.js";

/** Refuses correctly signed requests as unauthorized. */
const refusing = (fits: (call: Call) => boolean): Mutant["wrap"] =>
  onAnswer("*", (answer, call) => {
    if (answer.status === 401 || headerOf(call) === "" || !fits(call)) return;
    refuse(answer, 401, "unauthorized");
    answer.headers.set("www-authenticate", 'OAuth realm="API"');
  });

/** Accepts wrongly signed requests. */
const taking = (fits: (call: Call) => boolean): Mutant["wrap"] =>
  around("*", () => async (call) => {
    const isTaken = headerOf(call) !== "" && fits(call);
    return call.send(isTaken ? { as: call.world.accounts[0]!, resign: "fresh nonce" } : {});
  });

const QUERIES: readonly [clause: string, breaks: string, fits: RegExp][] = [
  ["blank-as-plus", "+ in a query is signed as + ", /=a\+b/],
  ["blank-as-escape", "%20 in a query is signed as +", /=a%20b/],
  ["plus-as-escape", "%2B in a query is signed as a blank", /=a%2Bb/],
  ["tilde", "~ in a query is signed as %7E", /=a~b/],
  ["tilde-as-escape", "%7E in a query is not signed as ~", /=a%7Eb/],
  ["lower-case-escape", "escapes in a query are signed without decoding", /%c3%a9/],
  ["upper-case-escape", "characters outside ASCII are signed as Latin-1", /%C3%A9/],
  ["outside-the-basic-plane", "characters outside the basic plane are signed as surrogates", /%F0%9F/],
  ["marks-as-they-are", "marks in a query are signed as encodeURIComponent encodes them", /=!\*/],
  ["marks-as-escapes", "escaped marks in a query are signed unescaped", /=%21/],
  ["escaped-for-nothing", "escaped letters are signed without decoding", /%61/],
  ["escaped-name", "escaped names are signed without decoding", /image%5F/],
  ["ampersand-and-equals", "an escaped & is signed as a separator", /%26/],
  ["percent", "%25 is decoded twice", /100%25/],
  ["equals-in-a-value", "a value ends at its second =", /=a=b/],
  [
    "names-not-in-order",
    "parameters are signed in the order in which they are sent",
    /^\?test_opportunity_id=.*&image/,
  ],
  ["slash-and-question-mark", "a query ends at its second question mark", /a\/b\?c/],
  ["empty-value", "a parameter without a value is not signed", /unique_id=$/],
  ["no-equals", "a parameter without = is not signed", /unique_id$/],
  ["given-twice", "only the first of two values of a name is signed", /=b&image_unique_id=a/],
  ["same-twice", "only one of two equal values is signed", /=a&image_unique_id=a/],
  ["unknown-names", "names are sorted without case", /A=3/],
];

const PATHS: readonly [clause: string, fits: RegExp][] = [
  ["slash", /a%2Fb\/pick/],
  ["blank", /a%20b\/pick/],
  ["plus", /a\+b\/pick/],
  ["plus-as-escape", /a%2Bb\/pick/],
  ["percent", /100%25\/pick/],
  ["tilde", /a~b\/pick/],
  ["lower-case-escape", /%c3%a9b\/pick/],
  ["marks", /!\*/],
  ["colon", /a:b@c/],
];

/** Flaws of signatures and tokens in special cases. */
export const oauthFlaws = defineFlaws("oauth", [
  ...READS.map(([clause, breaks, fits]): WrittenFlaw => [
    `right.${clause}`,
    breaks,
    `oauth.right.${clause}`,
    refusing(fits),
  ]),
  ...TAKES.map(([clause, breaks, fits]): WrittenFlaw => [
    `wrong.${clause}`,
    breaks,
    `oauth.wrong.${clause}`,
    taking(fits),
  ]),
  ...QUERIES.map(([clause, breaks, fits]): WrittenFlaw => [
    `query.${clause}`,
    breaks,
    `oauth.query.${clause}`,
    refusing(({ url }) => fits.test(url.search)),
  ]),
  ...PATHS.map(([clause, fits]): WrittenFlaw => [
    `path.${clause}`,
    `a path is signed after decoding: ${clause.replaceAll("-", " ")}`,
    `oauth.path.${clause}`,
    refusing(({ url }) => fits.test(url.pathname)),
  ]),
  [
    "wrong.unknown-method",
    "a signature of an unknown method is not checked",
    "oauth.wrong.unknown-method",
    around("*", () => async (call) => {
      if (valueOf(call, "oauth_signature_method") !== "NONE") return call.send();
      const { method, url } = call.signed;
      const { now, nonce } = call.world;
      const signed = { method, url, credentials: firstAccount(call), timestamp: now(), nonce: nonce() };
      const authorization = authorizationHeader({ ...signed, signatureMethod: "HMAC-SHA1" });
      return call.send({ headers: { authorization } });
    }),
  ],
  [
    "right.two-minutes",
    "a timestamp more than two minutes off is refused",
    "oauth.right.four-minutes",
    refusing((call) => Math.abs(ahead(call)) > 120),
  ],
  [
    "nonce.by-path",
    "a nonce is accepted again at another address",
    "oauth.nonce.other-path",
    remembering("*", () => {
      const used = new Set<string>();
      return async (answer, call) => {
        const nonce = valueOf(call, "oauth_nonce");
        if (nonce === undefined) return;
        if (answer.status === 401 && used.has(nonce) && !used.has(nonce + call.url.pathname))
          Object.assign(answer, await call.send({ resign: "fresh nonce", as: firstAccount(call) }));
        used.add(nonce).add(nonce + call.url.pathname);
      };
    }),
  ],
  [
    "nonce.plaintext",
    "nonces are not checked with PLAINTEXT",
    "oauth.nonce.other-path",
    taking((call) => valueOf(call, "oauth_signature_method") === "PLAINTEXT"),
  ],
  [
    "nonce.one-a-second",
    "only a few requests per second are accepted",
    "oauth.nonce.many",
    remembering("*", () => {
      const seen = new Map<string, number>();
      return (answer, call) => {
        const second = valueOf(call, "oauth_timestamp") ?? "";
        seen.set(second, (seen.get(second) ?? 0) + 1);
        if (seen.get(second)! > 5) refuse(answer, 401, "unauthorized");
      };
    }),
  ],
  [
    "nonce.last-alone",
    "only the last nonce is remembered",
    "oauth.nonce.many",
    around("*", () => {
      const order: string[] = [];
      return async (call) => {
        const nonce = valueOf(call, "oauth_nonce");
        const isOld = nonce !== undefined && order.slice(0, -1).includes(nonce);
        if (nonce !== undefined) order.push(nonce);
        return call.send(isOld ? { resign: "fresh nonce", as: firstAccount(call) } : {});
      };
    }),
  ],
  [
    "tokens.one-secret",
    "the secret of any token of the account is accepted",
    "oauth.tokens.all-work",
    taking(
      (call) =>
        call.account === undefined && valueOf(call, "oauth_consumer_key") === firstAccount(call).consumer_key,
    ),
  ],
  ...(
    [
      ["case", (name: string) => name.toLowerCase()],
      ["blanks", (name: string) => name.trim()],
      ["unicode", (name: string) => name.normalize("NFC")],
    ] as const
  ).map(([what, change]): WrittenFlaw => [
    `tokens.alike.${what}`,
    `token names that differ in ${what} have the same token`,
    "oauth.tokens.name-alike",
    around(["createToken"], () => async (call) => {
      const body = objectOf(await call.body());
      return call.send({ body: { ...body, token_name: change(String(body["token_name"])) } });
    }),
  ]),
  [
    "tokens.refused-makes",
    "a request with a wrong password creates the token",
    "oauth.tokens.refused-makes-none",
    remembering(["createToken"], () => {
      const asked = new Set<unknown>();
      return async (answer, call) => {
        const name = objectOf(await call.body())["token_name"];
        if (answer.status === 201 && asked.has(name)) answer.status = 200;
        asked.add(name);
      };
    }),
  ],
]);
