import type { Answer } from "../target/answer.js";
import type { ClauseContext } from "./clause.js";
import { check, Skip } from "../judge/mismatch.js";
import type { Login } from "../target/target.js";
import type { Token } from "./support/bodies.js";
import { defineClauses } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";

export async function ask(t: ClauseContext, login: Login, token_name: string): Promise<Answer> {
  return t.call("createToken", { body: { ...login, token_name } }, "anonymous");
}

/** A refusal in Ubuntu SSO's form. */
export function ssoRefused(answer: Answer, status: number, code: string): void {
  const body = fields(answered(answer, status));
  same("code", body["code"], code);
  check(typeof body["message"] === "string" && body["message"] !== "", "a message", answer.text);
  check(typeof body["extra"] === "object" && body["extra"] !== null, "extra, an object", answer.text);
}

/** Accounts with a second factor. */
export const twoFactor = [
  ...defineClauses(
    { operation: "createToken", answer: "403", needs: ["writes", "barred-accounts"], leaves: "nothing" },
    {
      "tokens.two-factor.required": {
        title: "A request without the second factor of an account is 401 TWOFACTOR_REQUIRED",
        provenance: ["P"],
        statements: ["3.sso-errors"],
        answer: "401",
        async run(t) {
          const { email, password } = t.target.barred!.twoFactor;
          ssoRefused(await ask(t, { email, password }, t.name("token")), 401, "TWOFACTOR_REQUIRED");
        },
      },
      "tokens.two-factor.wrong": {
        title: "A wrong one-time password is 403 TWOFACTOR_FAILURE",
        provenance: ["P"],
        statements: ["3.sso-errors"],
        async run(t) {
          const wrong = { ...t.target.barred!.twoFactor, otp: "000000x" };
          ssoRefused(await ask(t, wrong, t.name("token")), 403, "TWOFACTOR_FAILURE");
        },
      },
      "tokens.two-factor.right": {
        title: "The correct one-time password gives a token",
        provenance: ["P"],
        statements: ["3.token-created"],
        answer: "201",
        leaves: "token",
        async run(t) {
          const { twoFactor } = t.target.barred!;
          if (twoFactor.otp === undefined) throw new Skip("no one-time password is known");
          const token_name = t.name("token");
          same(
            "token_name",
            answered<Token>(await ask(t, twoFactor, token_name), 201).token_name,
            token_name,
          );
        },
      },
      "tokens.two-factor.password-first": {
        title: "A wrong password is INVALID_CREDENTIALS even if the account is barred or has a second factor",
        provenance: ["P"],
        statements: ["3.sso-errors"],
        answer: "401",
        async run(t) {
          for (const { email } of [t.target.barred!.twoFactor, t.target.barred!.suspended]) {
            const wrong = { email, password: `not the password ${t.uuid()}` };
            ssoRefused(await ask(t, wrong, t.name("token")), 401, "INVALID_CREDENTIALS");
          }
        },
      },
    },
  ),
];
