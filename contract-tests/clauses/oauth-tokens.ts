import type { Token } from "./support/bodies.js";
import { defineClauses } from "./support/define.js";
import { answered, same } from "./support/expect.js";

/** Several tokens of one account (contract.md §3). */
export const tokens = defineClauses(
  { operation: "createToken", answer: null, needs: ["writes", "password"], leaves: "token" },
  {
    "oauth.tokens.all-work": {
      title: "All tokens of an account sign, also older ones, each only with its own secret",
      provenance: ["P", "D 29-30"],
      statements: ["3.token-signs", "3.token-created", "1.actors"],
      async run(t) {
        const ask = async (token_name: string) =>
          (await t.call("createToken", { body: { ...t.target.login!, token_name } }, "anonymous"))
            .json as Token;
        const names = [t.name("token"), t.name("token"), t.name("token")];
        const made: Token[] = [];
        for (const name of names) made.push(await ask(name));
        for (const key of ["token_key", "token_secret", "href"] as const)
          same(`different ${key}`, new Set(made.map((token) => token[key])).size, 3);
        const again: Token[] = [];
        for (const name of names) again.push(await ask(name));
        same("the tokens of repeated requests", again, made);
        const read = (credentials: Partial<Token>) => {
          const { consumer_key, consumer_secret, token_key, token_secret } = { ...made[0]!, ...credentials };
          const all = { consumer_key, consumer_secret, token_key, token_secret };
          return t.send({ method: "GET", path: "/products", sign: { credentials: all } });
        };
        for (const token of made) answered(await read(token), 200);
        answered(await read({ token_secret: made[1]!.token_secret }), 401, ["P", "D 29-30", "A-05"]);
        answered(await t.call("listProducts"), 200);
      },
    },
    "oauth.tokens.name-alike": {
      title: "Token names are compared exactly: similar names have different tokens",
      provenance: ["P"],
      statements: ["3.token-created", "3.token-body"],
      async run(t) {
        const base = t.name("token");
        const keys = new Set<string>();
        const names = [
          base,
          base.toUpperCase(),
          `${base} `,
          ` ${base}`,
          `${base}x`,
          `${base}é`,
          `${base}e\u0301`,
        ];
        for (const token_name of names) {
          const answer = await t.call(
            "createToken",
            { body: { ...t.target.login!, token_name } },
            "anonymous",
          );
          const token = answered<Token>(answer, 201);
          same("token_name", token.token_name, token_name);
          keys.add(token.token_key);
        }
        same("tokens", keys.size, names.length);
      },
    },
    "oauth.tokens.refused-makes-none": {
      title: "A refused request for a token creates none: the next correct request is 201",
      provenance: ["P"],
      statements: ["3.token-created", "3.sso-errors"],
      async run(t) {
        const token_name = t.name("token");
        const { login } = t.target;
        const ask = (body: unknown) => t.call("createToken", { body }, "anonymous");
        answered(await ask({ ...login!, token_name, password: `${login!.password}x` }), 401);
        answered(await ask({ ...login!, token_name, email: 7 }), 400);
        answered(await ask({ ...login!, token_name }), 201);
      },
    },
  },
);
