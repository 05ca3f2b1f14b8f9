import { authorizationHeader } from "../../src/oauth1/sign.js";
import { around, onAnswer } from "../mutants/around.js";
import { objectOf } from "../mutants/bodies.js";
import type { Call } from "../mutants/call.js";
import { refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";

const headerOf = ({ signed }: Call): string => signed.authorization ?? "";
const valueOf = (call: Call, name: string): string | undefined => {
  const text = new RegExp(`\\b${name}="([^"]*)"`).exec(headerOf(call))?.[1];
  return text === undefined ? undefined : decodeURIComponent(text);
};

/** Refuses as unauthorized what is signed as it should be. */
const refusing = (fits: (call: Call) => boolean): Mutant["wrap"] =>
  onAnswer("*", (answer, call) => {
    if (answer.status === 401 || headerOf(call) === "" || !fits(call)) return;
    refuse(answer, 401, "unauthorized");
    answer.headers.set("www-authenticate", 'OAuth realm="API"');
  });

/** Takes what is not signed as it should be. */
const taking = (fits: (call: Call) => boolean): Mutant["wrap"] =>
  around("*", () => async (call) => {
    const isTaken = headerOf(call) !== "" && fits(call);
    return call.send(isTaken ? { as: call.world.accounts[0]!, resign: "fresh nonce" } : {});
  });

const isPlaintext = (call: Call): boolean => valueOf(call, "oauth_signature_method") === "PLAINTEXT";
const lacks = (name: string) => (call: Call) => valueOf(call, name) === undefined;
const firstAccount = (call: Call) => call.world.accounts[0]!;
const ahead = (call: Call): number => Number(valueOf(call, "oauth_timestamp")) - call.world.now();

/** A header is read less well than it should be. */
const READS: readonly [clause: string, breaks: string, fits: (call: Call) => boolean][] = [
  [
    "order-of-parameters",
    "the signature has to come last",
    (call) => /OAuth oauth_signature=/.test(headerOf(call)),
  ],
  ["no-blanks", "after a comma there has to be a blank", (call) => /",o/.test(headerOf(call))],
  ["many-blanks", "after a comma there has to be one blank", (call) => /" ,/.test(headerOf(call))],
  [
    "escapes-in-lower-case",
    "escapes have to be in upper case",
    (call) => /%[0-9]?[a-f]/.test(headerOf(call)),
  ],
  ["realm", "a realm is part of the signature", (call) => headerOf(call).includes('realm="API"')],
  [
    "other-realm",
    "another realm than the challenge's is refused",
    (call) => headerOf(call).includes('realm="Photos'),
  ],
  ["empty-realm", "an empty realm is refused", (call) => headerOf(call).includes('realm=""')],
  ["no-version", "oauth_version is required", (call) => !isPlaintext(call) && lacks("oauth_version")(call)],
  [
    "plaintext-realm",
    "PLAINTEXT takes no realm",
    (call) => isPlaintext(call) && headerOf(call).includes("realm"),
  ],
  [
    "plaintext-no-version",
    "PLAINTEXT needs oauth_version",
    (call) => isPlaintext(call) && lacks("oauth_version")(call),
  ],
  [
    "plaintext-no-nonce",
    "PLAINTEXT needs a nonce",
    (call) => isPlaintext(call) && lacks("oauth_nonce")(call),
  ],
  [
    "nonce-of-all-characters",
    "a nonce has letters and digits alone",
    (call) => /[~+/]/.test(valueOf(call, "oauth_nonce") ?? ""),
  ],
  [
    "long-nonce",
    "a nonce has 64 characters at most",
    (call) => (valueOf(call, "oauth_nonce") ?? "").length > 64,
  ],
];

const right =
  (name: string) =>
  (call: Call): boolean =>
    valueOf(call, name) === firstAccount(call)[name === "oauth_token" ? "token_key" : "consumer_key"];

/** A header is judged less strictly than it should be. */
const TAKES: readonly [clause: string, breaks: string, fits: (call: Call) => boolean][] = [
  ["no-consumer-key", "a consumer key may be left out", lacks("oauth_consumer_key")],
  ["no-token", "a token may be left out", lacks("oauth_token")],
  ["no-signature-method", "a signature method may be left out", lacks("oauth_signature_method")],
  [
    "no-signature",
    "a signature may be left out",
    (call) => lacks("oauth_signature")(call) && right("oauth_token")(call),
  ],
  ["empty-signature", "an empty signature is taken", (call) => valueOf(call, "oauth_signature") === ""],
  ["empty-token", "an empty token is taken", (call) => valueOf(call, "oauth_token") === ""],
  [
    "token-as-consumer",
    "keys are taken in each other's place",
    (call) => valueOf(call, "oauth_consumer_key") === firstAccount(call).token_key,
  ],
  [
    "token-in-another-case",
    "a token's case is not compared",
    (call) =>
      !right("oauth_token")(call) &&
      valueOf(call, "oauth_token")?.toLowerCase() === firstAccount(call).token_key.toLowerCase(),
  ],
  [
    "token-cut",
    "a token is compared by its beginning",
    (call) => firstAccount(call).token_key.slice(0, -1) === valueOf(call, "oauth_token"),
  ],
  ["other-method", "the method is not part of the signature", (call) => isSignedAs(call, "POST")],
  ["head-for-get", "HEAD is signed as GET", (call) => isSignedAs(call, "HEAD")],
  [
    "nonce-changed",
    "the nonce is not part of the signature",
    (call) => valueOf(call, "oauth_nonce") === "another",
  ],
  [
    "timestamp-changed",
    "the timestamp is not part of the signature",
    (call) => ahead(call) >= 1 && ahead(call) < 3,
  ],
  [
    "parameter-added",
    "parameters that are not known are not part of the signature",
    (call) => valueOf(call, "oauth_callback") === "x",
  ],
  [
    "signature-of-plaintext",
    "the secrets are taken for a signature by HMAC-SHA1",
    (call) => !isPlaintext(call) && (valueOf(call, "oauth_signature") ?? "").includes("&"),
  ],
  [
    "plaintext-of-hmac",
    "a signature by HMAC-SHA1 is taken as PLAINTEXT",
    (call) =>
      isPlaintext(call) &&
      !(valueOf(call, "oauth_signature") ?? "&").includes("&") &&
      (valueOf(call, "oauth_signature") ?? "").endsWith("="),
  ],
  [
    "plaintext-cut",
    "secrets are compared by their beginning",
    (call) => secretsOf(call).slice(0, -1) === valueOf(call, "oauth_signature"),
  ],
  [
    "plaintext-longer",
    "what follows the secrets is not compared",
    (call) => `${secretsOf(call)}x` === valueOf(call, "oauth_signature"),
  ],
  [
    "plaintext-no-ampersand",
    "& between the secrets may be left out",
    (call) => secretsOf(call).replace("&", "") === valueOf(call, "oauth_signature"),
  ],
  ["basic-scheme", "the scheme is not looked at", (call) => headerOf(call).startsWith("Basic")],
  ["bearer-scheme", "a token is taken without a signature", (call) => headerOf(call).startsWith("Bearer")],
  ["scheme-alone", "a header without parameters is taken", (call) => headerOf(call) === "OAuth"],
  [
    "six-minutes-behind",
    "a timestamp may be ten minutes behind",
    (call) => ahead(call) < -300 && ahead(call) > -600,
  ],
  [
    "six-minutes-ahead",
    "a timestamp may be ten minutes ahead",
    (call) => ahead(call) > 300 && ahead(call) < 600,
  ],
  ["timestamp-in-milliseconds", "a timestamp may be in milliseconds", (call) => ahead(call) > 1e11],
  ["timestamp-of-zero", "a timestamp of 0 is none", (call) => valueOf(call, "oauth_timestamp") === "0"],
  [
    "timestamp-of-letters",
    "a timestamp that is no number is none",
    (call) => valueOf(call, "oauth_timestamp") === "now",
  ],
  [
    "hmac-no-nonce",
    "HMAC-SHA1 needs no nonce",
    (call) => !isPlaintext(call) && lacks("oauth_nonce")(call) && right("oauth_token")(call),
  ],
  [
    "hmac-no-timestamp",
    "HMAC-SHA1 needs no timestamp",
    (call) => !isPlaintext(call) && lacks("oauth_timestamp")(call) && right("oauth_token")(call),
  ],
];

function isSignedAs(call: Call, method: string): boolean {
  return method !== call.request.method && call.signer.isGenuine({ ...call.signed, method });
}

function secretsOf(call: Call): string {
  const { consumer_secret, token_secret } = firstAccount(call);
  return [consumer_secret, token_secret].map(encodeURIComponent).join("&");
}

const QUERIES: readonly [clause: string, breaks: string, fits: RegExp][] = [
  ["blank-as-plus", "+ in a query is signed as + ", /=a\+b/],
  ["blank-as-escape", "%20 in a query is signed as +", /=a%20b/],
  ["plus-as-escape", "%2B in a query is signed as a blank", /=a%2Bb/],
  ["tilde", "~ in a query is signed as %7E", /=a~b/],
  ["tilde-as-escape", "%7E in a query is not signed as ~", /=a%7Eb/],
  ["lower-case-escape", "escapes of a query are signed as they are sent", /%c3%a9/],
  ["upper-case-escape", "characters outside ASCII are signed as Latin-1", /%C3%A9/],
  ["outside-the-basic-plane", "characters outside the basic plane are signed as surrogates", /%F0%9F/],
  ["marks-as-they-are", "marks of a query are signed as encodeURIComponent has them", /=!\*/],
  ["marks-as-escapes", "escaped marks of a query are signed unescaped", /=%21/],
  ["escaped-for-nothing", "escapes of letters are signed as they are", /%61/],
  ["escaped-name", "escapes of names are signed as they are", /image%5F/],
  ["ampersand-and-equals", "an escaped & is signed as one that separates", /%26/],
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
  ["given-twice", "of two values of a name the first is signed", /=b&image_unique_id=a/],
  ["same-twice", "of two values that are the same one is signed", /=a&image_unique_id=a/],
  ["unknown-names", "names are sorted without their case", /A=3/],
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

/** Flaws of signatures and tokens that only their edges show. */
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
    `a path is signed as it is decoded: ${clause.replaceAll("-", " ")}`,
    `oauth.path.${clause}`,
    refusing(({ url }) => fits.test(url.pathname)),
  ]),
  [
    "wrong.unknown-method",
    "a signature of an unknown method is not looked at",
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
    "a timestamp may be two minutes off and no more",
    "oauth.right.four-minutes",
    refusing((call) => Math.abs(ahead(call)) > 120),
  ],
  [
    "nonce.by-path",
    "nonces are remembered by address",
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
    "nonce.one-a-second",
    "of the requests of one second a few are taken",
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
    "any token's secret of the account signs",
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
    `token names that differ in ${what} have one token`,
    "oauth.tokens.name-alike",
    around(["createToken"], () => async (call) => {
      const body = objectOf(await call.body());
      return call.send({ body: { ...body, token_name: change(String(body["token_name"])) } });
    }),
  ]),
  [
    "tokens.refused-makes",
    "a request with a wrong password makes the token that is asked for",
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
