import { objectOf } from "../mutants/bodies.js";
import { around } from "../mutants/around.js";
import type { Mutant } from "../mutants/mutant.js";
import { later } from "../mutants/times.js";
import { onBody, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import { TOKENS, onCode, letIn, refuseWith, type Body, loginFlaws } from "./tokens.logins.flaws.js";

const other = (name: "token_name" | "token_secret" | "consumer_secret"): Mutant["wrap"] =>
  onBody(TOKENS, (token) => (token[name] = `${String(token[name])}x`));

const BARRED = [
  ["suspended", "ACCOUNT_SUSPENDED", "ACCOUNT_DEACTIVATED"],
  ["deactivated", "ACCOUNT_DEACTIVATED", "EMAIL_INVALIDATED"],
  ["invalidated", "EMAIL_INVALIDATED", "ACCOUNT_SUSPENDED"],
] as const;

const barredFlaws = ([kind, code, wrong]: (typeof BARRED)[number]): WrittenFlaw[] => [
  [`${kind}.let-in`, `an account that is ${kind} gets a token`, `tokens.${kind}`, onCode(code, letIn)],
  [
    `${kind}.other-code`,
    `an account that is ${kind} is refused as ${wrong}`,
    `tokens.${kind}`,
    onCode(code, refuseWith(403, wrong, "refused")),
  ],
  [
    `${kind}.as-wrong-password`,
    `an account that is ${kind} gets the refusal of a wrong password`,
    `tokens.${kind}`,
    onCode(code, refuseWith(401, "INVALID_CREDENTIALS", "refused")),
  ],
];

/** Flaws of the token endpoint (contract.md §3). */
export const tokenFlaws = defineFlaws("tokens", [
  ["name", "a token has another name than the request", "tokens.created", other("token_name")],
  [
    "again.another",
    "a repeated request gives another token",
    "tokens.again",
    around(TOKENS, () => {
      let count = 0;
      return async (call) => {
        const asked = objectOf(await call.body());
        const answer = await call.send({
          body: { ...asked, token_name: `${String(asked["token_name"])} ${(count += 1)}` },
        });
        if (answer.status === 201) objectOf(answer.body)["token_name"] = asked["token_name"];
        return answer;
      };
    }),
  ],
  [
    "again.new-secret",
    "a repeated request gives the token with another secret",
    "tokens.again",
    remembering(TOKENS, () => (answer) => {
      if (answer.status === 200) objectOf(answer.body)["token_secret"] = "another";
    }),
  ],
  [
    "again.refused",
    "a repeated request is refused",
    "tokens.again",
    remembering(TOKENS, () => (answer) => {
      if (answer.status === 200) refuseWith(409, "ALREADY_REGISTERED", "taken")(answer);
    }),
  ],
  [
    "one-for-all-names",
    "an account has one token for all names",
    "tokens.other-name",
    remembering(TOKENS, () => {
      let first: Body | undefined;
      return (answer) => {
        if (answer.status !== 201) return;
        const { token_name } = objectOf(answer.body);
        first ??= objectOf(answer.body);
        answer.body = { ...first, token_name };
      };
    }),
  ],
  [
    "consumer-for-each",
    "each token has its own consumer",
    "tokens.other-name",
    onBody(TOKENS, (token) => (token["consumer_key"] = token["token_key"])),
  ],
  [
    "secret.token",
    "requests signed with the token's secret are refused",
    "tokens.signs",
    other("token_secret"),
  ],
  [
    "secret.consumer",
    "requests signed with the consumer's secret are refused",
    "tokens.signs",
    other("consumer_secret"),
  ],
  [
    "another-account",
    "the token belongs to another account",
    "tokens.signs",
    around(TOKENS, () => async (call) => {
      const answer = await call.send();
      if (answer.status === 201) answer.body = { ...objectOf(answer.body), ...call.world.accounts[1] };
      return answer;
    }),
  ],
  [
    "dates",
    "date_updated is before date_created",
    "tokens.dates",
    onBody(TOKENS, (token) => (token["date_updated"] = later(String(token["date_updated"]), -1_000_000))),
  ],
  ...(["email", "password", "token_name"] as const).flatMap((name): WrittenFlaw[] => [
    [
      `missing.${name}.unnamed`,
      `the refusal of a body without ${name} does not name it`,
      "tokens.missing-field",
      onCode("INVALID_DATA", (answer, asked) => {
        if (!(name in asked)) objectOf(answer.body)["extra"] = {};
      }),
    ],
    [
      `missing.${name}.other-code`,
      `a body without ${name} is INVALID_CREDENTIALS`,
      "tokens.missing-field",
      onCode("INVALID_DATA", (answer, asked) => {
        if (!(name in asked)) refuseWith(401, "INVALID_CREDENTIALS", "refused")(answer);
      }),
    ],
  ]),
  ...BARRED.flatMap(barredFlaws),
  ...(
    [
      ["two-factor", 401, "TWOFACTOR_REQUIRED"],
      ["suspended", 403, "ACCOUNT_SUSPENDED"],
    ] as const
  ).map(([account, status, code]): WrittenFlaw => [
    `password-second.${account}`,
    `a request with a wrong password reveals that an account is ${account}`,
    "tokens.two-factor.password-first",
    onCode("INVALID_CREDENTIALS", (answer, { email }) => {
      if (String(email).startsWith(account)) refuseWith(status, code, "refused")(answer);
    }),
  ]),
  ...loginFlaws,
]);
