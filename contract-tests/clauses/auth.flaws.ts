import { parseAuthorization } from "../../src/oauth1/header.js";
import { plaintextSignature } from "../../src/oauth1/signature.js";
import { around, onAnswer } from "../mutants/around.js";
import type { Call } from "../mutants/call.js";
import type { Mutant } from "../mutants/mutant.js";
import { onStatus, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

const paramsOf = ({ signed }: Call): ReadonlyMap<string, string> => {
  const header = parseAuthorization(signed.authorization ?? "");
  return "problem" in header ? new Map<string, string>() : header.params;
};

/** Refuses correctly signed requests that `fits` selects. */
const refusing = (fits: (call: Call) => boolean | Promise<boolean>): Mutant["wrap"] =>
  remembering("*", () => async (answer, call) => {
    if (answer.status < 300 && (await fits(call))) {
      refuse(answer, 401, "unauthorized");
      answer.headers.set("www-authenticate", 'OAuth realm="API"');
    }
  });

/** Accepts requests with a wrong signature that `fits` selects. */
const taking = (fits: (call: Call) => boolean): Mutant["wrap"] =>
  around("*", () => async (call) => {
    const isWrong = call.account !== undefined && !call.signer.isGenuine(call.signed);
    return call.send(isWrong && fits(call) ? { resign: "fresh nonce" } : {});
  });

/** Whether the signature is correct for a changed URL. */
const isSignedFor = (call: Call, change: (url: URL) => void): boolean => {
  const url = new URL(call.signed.url);
  change(url);
  return call.signer.isGenuine({ ...call.signed, url: url.href });
};

const methodOf = (call: Call): string | undefined => paramsOf(call).get("oauth_signature_method");
const aheadOf = (call: Call): number => Number(paramsOf(call).get("oauth_timestamp")) - call.world.now();

/** Checks timestamps in one direction only. */
const takingTimes = (fits: (ahead: number) => boolean): Mutant["wrap"] =>
  around("*", () => async (call) => {
    const isTaken = call.signer.isGenuine(call.signed) && fits(aheadOf(call));
    return call.send(isTaken ? { resign: "fresh nonce" } : {});
  });

/** Checks only one of the two secrets of a PLAINTEXT signature. */
const plaintextSecret = (at: 0 | 1): Mutant["wrap"] =>
  taking((call) => {
    const { consumer_secret, token_secret } = call.account!;
    const parts = [paramsOf(call).get("oauth_signature")!, plaintextSignature(consumer_secret, token_secret)];
    const [came, right] = parts.map((text) => text.split("&")[at]);
    return methodOf(call) === "PLAINTEXT" && came === right;
  });

const CHARACTERS: readonly [name: string, pattern: RegExp][] = [
  ["space", / /],
  ["plus", /\+/],
  ["tilde", /~/],
  ["asterisk", /\*/],
  ["apostrophe", /'/],
  ["percent", /%/],
  ["not-ascii", /[^ -~]/],
];

/** Flaws of signatures (contract.md §3), beside the generated flaws of each operation. */
export const authFlaws = defineFlaws("auth", [
  [
    "hmac-sha1.refused",
    "HMAC-SHA1 is refused",
    "auth.hmac-sha1",
    refusing((call) => methodOf(call) === "HMAC-SHA1"),
  ],
  [
    "plaintext.refused",
    "PLAINTEXT is refused",
    "auth.plaintext",
    refusing((call) => methodOf(call) === "PLAINTEXT"),
  ],
  [
    "hmac-sha1.any",
    "any HMAC-SHA1 signature with known keys is accepted",
    ["auth.signature-checked"],
    taking((call) => methodOf(call) === "HMAC-SHA1"),
  ],
  [
    "plaintext.any",
    "any PLAINTEXT signature with known keys is accepted",
    "auth.signature-checked.plaintext",
    taking((call) => methodOf(call) === "PLAINTEXT"),
  ],
  [
    "plaintext.consumer-secret",
    "only the consumer secret of a PLAINTEXT signature is checked",
    "auth.signature-checked.plaintext",
    plaintextSecret(0),
  ],
  [
    "plaintext.token-secret",
    "only the token secret of a PLAINTEXT signature is checked",
    "auth.signature-checked.plaintext",
    plaintextSecret(1),
  ],
  [
    "host",
    "a signature for another host name is accepted",
    "auth.host-signed",
    taking((call) => isSignedFor(call, (url) => (url.hostname = "other-host.example.com"))),
  ],
  [
    "query",
    "the signature does not cover the query",
    "auth.query-signed",
    taking((call) => isSignedFor(call, (url) => (url.search = ""))),
  ],
  [
    "path",
    "the signature does not cover the path: /products accepts any HMAC-SHA1 signature of the account",
    "auth.path-signed",
    taking((call) => methodOf(call) === "HMAC-SHA1" && call.url.pathname === "/products"),
  ],
  [
    "timestamp.ahead",
    "timestamps in the future are not checked",
    "auth.timestamp.ahead",
    takingTimes((ahead) => ahead > 0),
  ],
  [
    "timestamp.behind",
    "timestamps in the past are not checked",
    "auth.timestamp.behind",
    takingTimes((ahead) => ahead < 0),
  ],
  [
    "timestamp.strict",
    "a timestamp half a minute off is refused",
    "auth.clock-a-little-off",
    refusing((call) => Math.abs(aheadOf(call)) > 30),
  ],
  [
    "nonce.kept-a-second",
    "a nonce is accepted again",
    "auth.nonce",
    around(
      "*",
      () => async (call) => call.send(call.signer.isGenuine(call.signed) ? { resign: "fresh nonce" } : {}),
    ),
  ],
  [
    "nonce.of-all",
    "a nonce is refused if another account has used it",
    "auth.nonce.other-account",
    remembering("*", () => {
      const users = new Map<string, unknown>();
      return (answer, call) => {
        const nonce = paramsOf(call).get("oauth_nonce");
        if (nonce === undefined) return;
        const token = call.account?.token_key;
        if (users.has(nonce) && users.get(nonce) !== token) refuse(answer, 401, "unauthorized");
        users.set(nonce, token);
      };
    }),
  ],
  [
    "challenge.none",
    "a 401 has no WWW-Authenticate",
    "auth.challenge",
    onStatus("*", 401, ({ headers }) => headers.delete("www-authenticate")),
  ],
  ...(
    [
      ["basic", 'Basic realm="API"'],
      ["realm", 'OAuth realm="SPI"'],
      ["no-realm", "OAuth"],
    ] as const
  ).map(([name, challenge]): WrittenFlaw => [
    `challenge.${name}`,
    `WWW-Authenticate of a 401 is ${challenge}`,
    "auth.challenge",
    onStatus("*", 401, ({ headers }) => headers.set("www-authenticate", challenge)),
  ]),
  [
    "missing.empty-list",
    "an unsigned request for the products gets an empty list, status 200",
    "auth.missing",
    onAnswer(["listProducts"], (answer, call) => {
      if (call.signed.authorization !== null) return;
      answer.status = 200;
      answer.body = { products: [] };
    }),
  ],
  ...CHARACTERS.map(([name, pattern]): WrittenFlaw => [
    `query.${name}`,
    `a query with ${name === "not-ascii" ? "non-ASCII characters" : `the character "${name}"`} is refused although its signature is correct`,
    "auth.query-signed.right",
    refusing((call) => [...call.url.searchParams.values()].some((value) => pattern.test(value))),
  ]),
  [
    "body-hash",
    "a JSON body without oauth_body_hash is refused",
    "auth.body-not-signed",
    refusing(async (call) => (await call.text()) !== "" && !paramsOf(call).has("oauth_body_hash")),
  ],
  [
    "done",
    "a request that is refused for its signature is carried out",
    "auth.refused-does-nothing",
    remembering(["createProduct"], () => async (answer, call) => {
      if (answer.status === 401 && call.account) await call.send({ resign: "fresh nonce" });
    }),
  ],
]);
