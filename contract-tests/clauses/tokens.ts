import type { Capability } from "../target/capability.js";
import type { ClauseContext } from "./clause.js";
import { check } from "../judge/mismatch.js";
import type { BarredAccounts } from "../target/target.js";
import type { Token } from "./support/bodies.js";
import { defineClauses } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";
import { microsOf } from "./support/times.js";
import { ask, ssoRefused, twoFactor } from "./tokens-two-factor.js";

const LOGIN: readonly Capability[] = ["writes", "password"];

/** Credentials from Ubuntu SSO's endpoint (contract.md §3; known from public pages). */
export const tokens = [
  ...defineClauses(
    { operation: "createToken", answer: "201", needs: LOGIN, leaves: "token" },
    {
      "tokens.created": {
        title: "A new token name gives a new token of that name, 201",
        provenance: ["P"],
        statements: ["3.token-created", "3.token-body"],
        async run(t) {
          const token_name = t.name("token");
          const token = answered<Token>(await ask(t, t.target.login!, token_name), 201);
          same("token_name", token.token_name, token_name);
          for (const name of [
            "consumer_key",
            "consumer_secret",
            "token_key",
            "token_secret",
            "href",
          ] as const) {
            check(typeof token[name] === "string" && token[name] !== "", `a ${name}`, token[name]);
          }
        },
      },
      "tokens.again": {
        title: "A repeated request, as after a lost answer, gives the same token, 200",
        provenance: ["P"],
        statements: ["3.token-again"],
        answer: "200",
        async run(t) {
          const token_name = t.name("token");
          const first = answered(await ask(t, t.target.login!, token_name), 201);
          same("the token", answered(await ask(t, t.target.login!, token_name), 200), first);
        },
      },
      "tokens.other-name": {
        title: "Another name gives another token of the same consumer",
        provenance: ["P"],
        statements: ["3.token-created"],
        async run(t) {
          const one = answered<Token>(await ask(t, t.target.login!, t.name("token")), 201);
          const other = answered<Token>(await ask(t, t.target.login!, t.name("token")), 201);
          check(one.token_key !== other.token_key, "another token_key", "the same");
          check(one.consumer_key === other.consumer_key, "the same consumer_key", "another");
        },
      },
      "tokens.signs": {
        title:
          "The credentials of a token sign requests and give the same access as the account's other credentials",
        provenance: ["P"],
        statements: ["3.token-signs", "1.actors"],
        async run(t) {
          const { consumer_key, consumer_secret, token_key, token_secret } = answered<Token>(
            await ask(t, t.target.login!, t.name("token")),
            201,
          );
          const credentials = { consumer_key, consumer_secret, token_key, token_secret };
          const product = await t.make.sharedProduct();
          const path = `/products/${product.id}`;
          const answer = await t.send({ method: "GET", path, sign: { credentials } });
          same("id", answered<{ id: string }>(answer, 200).id, product.id);
        },
      },
      "tokens.dates": {
        title: "date_created is not after date_updated",
        provenance: ["P"],
        statements: ["3.token-body"],
        async run(t) {
          const token = answered<Token>(await ask(t, t.target.login!, t.name("token")), 201);
          const inOrder = microsOf(token.date_created) <= microsOf(token.date_updated);
          check(inOrder, `date_updated not before ${token.date_created}`, token.date_updated);
        },
      },
      "tokens.missing-field": {
        title: "A missing field is 400 INVALID_DATA, and extra has the field with a reason",
        provenance: ["P"],
        statements: ["3.sso-errors"],
        answer: "400",
        leaves: "nothing",
        async run(t) {
          const { email, password } = t.target.login!;
          const whole: Record<string, string> = { email, password, token_name: t.name("token") };
          for (const name of Object.keys(whole)) {
            const body = Object.fromEntries(Object.entries(whole).filter(([each]) => each !== name));
            const answer = await t.call("createToken", { body }, "anonymous");
            ssoRefused(answer, 400, "INVALID_DATA");
            const reason = fields(fields(answer.json)["extra"])[name];
            check(reason !== undefined && reason !== "", `a reason for ${name} in extra`, answer.text);
          }
        },
      },
      "tokens.not-json": {
        title: "A body that is not JSON is 400 INVALID_DATA, in SSO's form",
        provenance: ["A-33"],
        statements: ["3.sso-errors"],
        answer: "400",
        leaves: "nothing",
        async run(t) {
          const headers = { "content-type": "application/json" };
          const request = { method: "POST", path: "/api/v2/tokens/oauth", headers, body: "{" };
          ssoRefused(await t.send(request, "anonymous"), 400, "INVALID_DATA");
        },
      },
      "tokens.wrong-password": {
        title: "A wrong password is 401 INVALID_CREDENTIALS",
        provenance: ["P"],
        statements: ["3.sso-errors"],
        answer: "401",
        leaves: "nothing",
        async run(t) {
          const { email } = t.target.login!;
          const wrong = { email, password: `not the password ${t.uuid()}` };
          ssoRefused(await ask(t, wrong, t.name("token")), 401, "INVALID_CREDENTIALS");
        },
      },
      "tokens.unknown-email": {
        title: "An unknown address is refused like a wrong password, so that accounts are not revealed",
        provenance: ["P"],
        statements: ["3.sso-errors"],
        answer: "401",
        leaves: "nothing",
        async run(t) {
          const password = `not the password ${t.uuid()}`;
          const { email } = t.target.login!;
          const unknown = await ask(t, { email: `${t.uuid()}@example.com`, password }, t.name("token"));
          ssoRefused(unknown, 401, "INVALID_CREDENTIALS");
          same("the body", unknown.json, (await ask(t, { email, password }, t.name("token"))).json);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "createToken", answer: "403", needs: ["writes", "barred-accounts"], leaves: "nothing" },
    {
      ...Object.fromEntries(
        (
          [
            ["suspended", "ACCOUNT_SUSPENDED"],
            ["deactivated", "ACCOUNT_DEACTIVATED"],
            ["invalidated", "EMAIL_INVALIDATED"],
          ] as [keyof BarredAccounts, string][]
        ).map(([kind, code]) => [
          `tokens.${kind}`,
          {
            title: `An account that is ${kind} is 403 ${code}`,
            provenance: ["P"],
            statements: ["3.sso-errors"],
            async run(t: ClauseContext) {
              ssoRefused(await ask(t, t.target.barred![kind], t.name("token")), 403, code);
            },
          },
        ]),
      ),
    },
  ),
  ...twoFactor,
];
