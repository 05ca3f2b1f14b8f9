import { check, Skip } from "../judge/mismatch.js";
import type { TestOpportunity, Token } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, list, same } from "./support/expect.js";
import { posted } from "./support/agent.js";
import { agentFor } from "./support/walk.js";
import { sharedTrigger, trigger } from "./support/trigger.js";

/** Passwords, one-time passwords and reasons of the token endpoint (contract.md §3). */
export const logins = [
  ...defineClauses(
    { operation: "createToken", answer: "401", needs: ["writes", "password"], leaves: "nothing" },
    {
      "tokens.wrong-password.near": {
        title: "A password is compared as a whole and with case",
        provenance: ["P"],
        statements: ["3.sso-errors"],
        async run(t) {
          const { email, password } = t.target.login!;
          const swapped =
            password === password.toUpperCase() ? password.toLowerCase() : password.toUpperCase();
          for (const near of [
            swapped,
            ` ${password}`,
            `${password} `,
            password.slice(0, -1),
            `${password}x`,
          ]) {
            if (near === password || near === "") continue;
            const body = { email, password: near, token_name: t.name("token") };
            const answer = await t.call("createToken", { body }, "anonymous");
            same("code", fields(answered(answer, 401))["code"], "INVALID_CREDENTIALS");
          }
        },
      },
      "tokens.missing-field.all": {
        title: "If several fields are missing or malformed, extra has a reason for each of them and no other",
        provenance: ["P"],
        statements: ["3.sso-errors"],
        answer: "400",
        async run(t) {
          const whole = { ...t.target.login!, token_name: t.name("token") };
          for (const [body, wrong] of [
            [{}, ["email", "password", "token_name"]],
            [{ email: whole.email }, ["password", "token_name"]],
            [{ ...whole, password: 7, token_name: "" }, ["password", "token_name"]],
          ] as const) {
            const answer = await t.call("createToken", { body }, "anonymous");
            const { code, extra } = fields(answered(answer, 400));
            same("code", code, "INVALID_DATA");
            same("fields of extra", Object.keys(fields(extra)).toSorted(), wrong);
          }
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "createToken", answer: "201", needs: ["writes", "password"], leaves: "token" },
    {
      "tokens.same-access": {
        title:
          "A new token has the access of the account: it sees what other credentials made, and they see its objects",
        provenance: ["P", "A-07", "A-23"],
        statements: ["1.actors", "3.token-signs"],
        needs: [...MAKE, "password"],
        leaves: "opportunities",
        async run(t) {
          const body = { ...t.target.login!, token_name: t.name("token") };
          const token = answered<Token>(await t.call("createToken", { body }, "anonymous"), 201);
          const { consumer_key, consumer_secret, token_key, token_secret } = token;
          const sign = { credentials: { consumer_key, consumer_secret, token_key, token_secret } };
          const read = async (path: string): Promise<unknown> =>
            answered(await t.send({ method: "GET", path, sign }), 200, ["P", "A-07", "A-23"]);
          const { product, ids } = await sharedTrigger(t, "image");
          const has = (listed: unknown, name: string, id: string): boolean =>
            list<unknown>(listed, name).some((one) => JSON.stringify(one).includes(id));
          check(has(await read("/products"), "products", product.id), "the account's product", "none");
          const below = `/products/${product.id}`;
          const logs = await read(`${below}/tests/events`);
          check(has(logs, "event_logs", ids[0].test_opportunity_id), "its log", "none");
          check(list(await read(`${below}/test-specs`), "test_specs").length > 0, "its Test Spec", "none");
          const made = await t.send({
            ...{ method: "POST", path: "/products", sign, headers: { "content-type": "application/json" } },
            body: JSON.stringify({ name: t.name("product"), release: "r", snaps: [] }),
          });
          const { id } = answered<{ id: string }>(made, 201);
          const all = answered(await t.call("listProducts"), 200);
          check(has(all, "products", id), "the token's product in the account's list", "none");
        },
      },
      "tokens.same-agents": {
        title: "An agent may pick with one token of its account and post with another",
        provenance: ["P", "A-21"],
        statements: ["1.actors", "7.own-account"],
        needs: [...WALK, "password"],
        leaves: "opportunities",
        async run(t) {
          const body = { ...t.target.login!, token_name: t.name("token") };
          const token = answered<Token>(await t.call("createToken", { body }, "anonymous"), 201);
          const { consumer_key, consumer_secret, token_key, token_secret } = token;
          const { ids, context } = await trigger(t, "image");
          const { agent_id, platform } = agentFor(t, context.platform);
          const picked = await t.send({
            ...{ method: "POST", path: `/agents/${agent_id}/pick`, body: JSON.stringify({ platform }) },
            headers: { "content-type": "application/json" },
            sign: { credentials: { consumer_key, consumer_secret, token_key, token_secret } },
          });
          const { test_opportunity_id: id } = answered<TestOpportunity>(picked, 200, ["P", "A-21"]);
          same("the opportunity", id, ids[0].test_opportunity_id, ["P", "A-21"]);
          await posted(t, id, { agent_id });
        },
      },
      "tokens.names-of-accounts": {
        title: "Two accounts may use the same token name; each has its own token",
        provenance: ["P", "D 29-30"],
        statements: ["3.token-created", "3.privacy"],
        needs: ["writes", "password", "barred-accounts"],
        async run(t) {
          const { twoFactor } = t.target.barred!;
          if (twoFactor.otp === undefined) throw new Skip("no one-time password is known");
          const token_name = t.name("token");
          const made: Token[] = [];
          for (const login of [t.target.login!, twoFactor]) {
            const body = { ...login, token_name };
            made.push(answered<Token>(await t.call("createToken", { body }, "anonymous"), 201));
          }
          for (const name of ["consumer_key", "consumer_secret", "token_key", "token_secret"] as const)
            check(made[0]![name] !== made[1]![name], `another ${name}`, "the same");
        },
      },
      "tokens.two-factor.not-needed": {
        title: "A one-time password is not checked if the account has no second factor",
        provenance: ["P"],
        statements: ["3.token-created"],
        async run(t) {
          if (t.target.login!.otp !== undefined) throw new Skip("the account has a second factor");
          const token_name = t.name("token");
          const body = { ...t.target.login!, token_name, otp: "123456" };
          const token = answered<Token>(await t.call("createToken", { body }, "anonymous"), 201);
          same("token_name", token.token_name, token_name);
        },
      },
    },
  ),
];
