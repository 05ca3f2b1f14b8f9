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

/** Refuses what `fits`, though it is signed as it should be. */
const refusing = (fits: (call: Call) => boolean | Promise<boolean>): Mutant["wrap"] =>
  remembering("*", () => async (answer, call) => {
    if (answer.status < 300 && (await fits(call))) {
      refuse(answer, 401, "unauthorized");
      answer.headers.set("www-authenticate", 'OAuth realm="API"');
    }
  });

/** Takes what `fits`, though its signature is wrong. */
const taking = (fits: (call: Call) => boolean): Mutant["wrap"] =>
  around("*", () => async (call) => {
    const isWrong = call.account !== undefined && !call.signer.isGenuine(call.signed);
    return call.send(isWrong && fits(call) ? { resign: "fresh nonce" } : {});
  });

/** Whether the signature is right if another URL is taken for the one that was asked for. */
const isSignedFor = (call: Call, change: (url: URL) => void): boolean => {
  const url = new URL(call.signed.url);
  change(url);
  return call.signer.isGenuine({ ...call.signed, url: url.href });
};

const methodOf = (call: Call): string | undefined => paramsOf(call).get("oauth_signature_method");
const aheadOf = (call: Call): number => Number(paramsOf(call).get("oauth_timestamp")) - call.world.now();

/** Timestamps are looked at only on one side; what is off on the other is taken. */
const takingTimes = (fits: (ahead: number) => boolean): Mutant["wrap"] =>
  around("*", () => async (call) => {
    const isTaken = call.signer.isGenuine(call.signed) && fits(aheadOf(call));
    return call.send(isTaken ? { resign: "fresh nonce" } : {});
  });

/** Of a PLAINTEXT signature only one of the two secrets is looked at. */
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

/** Flaws of signatures (contract.md §3) that the ones of each operation leave out. */
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
    "any HMAC-SHA1 signature is taken of who is known",
    ["auth.signature-checked"],
    taking((call) => methodOf(call) === "HMAC-SHA1"),
  ],
  [
    "plaintext.any",
    "any PLAINTEXT signature is taken of who is known",
    "auth.signature-checked.plaintext",
    taking((call) => methodOf(call) === "PLAINTEXT"),
  ],
  [
    "plaintext.consumer-secret",
    "of a PLAINTEXT signature the consumer's secret alone is checked",
    "auth.signature-checked.plaintext",
    plaintextSecret(0),
  ],
  [
    "plaintext.token-secret",
    "of a PLAINTEXT signature the token's secret alone is checked",
    "auth.signature-checked.plaintext",
    plaintextSecret(1),
  ],
  [
    "host",
    "a signature for another name of the host is taken",
    "auth.host-signed",
    taking((call) => isSignedFor(call, (url) => (url.hostname = "other-host.example.com"))),
  ],
  [
    "query",
    "the query is not part of what is signed",
    "auth.query-signed",
    taking((call) => isSignedFor(call, (url) => (url.search = ""))),
  ],
  [
    "path",
    "the path is not part of what is signed: any signature of the account with HMAC-SHA1 is taken for /products",
    "auth.path-signed",
    taking((call) => methodOf(call) === "HMAC-SHA1" && call.url.pathname === "/products"),
  ],
  [
    "timestamp.ahead",
    "timestamps are checked for being behind, not for being ahead",
    "auth.timestamp.ahead",
    takingTimes((ahead) => ahead > 0),
  ],
  [
    "timestamp.behind",
    "timestamps are checked for being ahead, not for being behind",
    "auth.timestamp.behind",
    takingTimes((ahead) => ahead < 0),
  ],
  [
    "timestamp.strict",
    "a clock that is half a minute off is refused",
    "auth.clock-a-little-off",
    refusing((call) => Math.abs(aheadOf(call)) > 30),
  ],
  [
    "nonce.kept-a-second",
    "a nonce is forgotten with the next request",
    "auth.nonce",
    around(
      "*",
      () => async (call) => call.send(call.signer.isGenuine(call.signed) ? { resign: "fresh nonce" } : {}),
    ),
  ],
  [
    "challenge.none",
    "a 401 does not tell how to authenticate",
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
    `a 401 says ${challenge}`,
    "auth.challenge",
    onStatus("*", 401, ({ headers }) => headers.set("www-authenticate", challenge)),
  ]),
  [
    "missing.empty-list",
    "who does not sign has no products, status 200",
    "auth.missing",
    onAnswer(["listProducts"], (answer, call) => {
      if (call.signed.authorization !== null) return;
      answer.status = 200;
      answer.body = { products: [] };
    }),
  ],
  ...CHARACTERS.map(([name, pattern]): WrittenFlaw => [
    `query.${name}`,
    `a query with ${name === "not-ascii" ? "characters beyond ASCII" : `the character "${name}"`} fails the signature`,
    "auth.query-signed.right",
    refusing((call) => [...call.url.searchParams.values()].some((value) => pattern.test(value))),
  ]),
  [
    "body-hash",
    "a JSON body has to be signed (oauth_body_hash)",
    "auth.body-not-signed",
    refusing(async (call) => (await call.text()) !== "" && !paramsOf(call).has("oauth_body_hash")),
  ],
  [
    "done",
    "what is refused for its signature is done",
    "auth.refused-does-nothing",
    remembering(["createProduct"], () => async (answer, call) => {
      if (answer.status === 401 && call.account) await call.send({ resign: "fresh nonce" });
    }),
  ],
]);
