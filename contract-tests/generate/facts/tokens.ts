import type { Answer } from "../../target/answer.js";
import type { Login } from "../../target/target.js";
import type { ClauseContext } from "../../clauses/clause.js";
import { Skip } from "../../judge/mismatch.js";
import type { FactsOf } from "../suite-facts.js";

/** A login of the account at the token endpoint. @throws Skip if none is known */
function login({ target }: ClauseContext): Login {
  if (!target.login) throw new Skip("email and password of the account are unknown");
  return { ...target.login };
}

/** @throws Skip if no suspended account is known */
function suspended({ target }: ClauseContext): Login {
  if (!target.barred) throw new Skip("no suspended account is known");
  return target.barred.suspended;
}

const ask = (t: ClauseContext, account: Login, token_name = t.name("token")): Promise<Answer> =>
  t.call("createToken", { body: { ...account, token_name } }, "anonymous");

export const TOKEN_FACTS: FactsOf<"createToken"> = {
  createToken: {
    needs: ["writes", "password"],
    path: () => ({}),
    body: (t) => ({ ...login(t), token_name: t.name("token") }),
    atBounds: null,
    example: {
      status: "201",
      needs: [],
      // Its account has no second factor.
      except: ["two-factor"],
      adapt: (t) => Promise.resolve({ path: {}, body: { ...login(t), token_name: t.name("token") } }),
    },
    answers: {
      "200": {
        needs: [],
        async reach(t) {
          const name = t.name("token");
          await ask(t, login(t), name);
          return ask(t, login(t), name);
        },
      },
      "401": { needs: [], reach: (t) => ask(t, { ...login(t), password: t.uuid() }) },
      "403": { needs: ["barred-accounts"], reach: (t) => ask(t, suspended(t)) },
    },
  },
};
