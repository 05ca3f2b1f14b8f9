import type { Answer, SignOtherwise } from "../target/answer.js";
import type { ClauseContext } from "./clause.js";
import { check } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import { defineClauses } from "./support/define.js";
import { answered, same } from "./support/expect.js";
import { unauthorized, read, wrong, signedRight } from "./auth-right.js";

const signedOnce = (t: ClauseContext, sign: SignOtherwise): Promise<Answer> =>
  t.send({ method: "GET", path: "/products", sign, retry: false });

const isLater = ({ status }: Answer): boolean => status === 429 || status === 503;

/** A nonce that a request of this run has used, for all clauses that use it again. */
const usedNonce = (t: ClauseContext): Promise<SignOtherwise> =>
  oncePerRun(t, "a used nonce", () =>
    // After a 429 or 503 it is unknown whether the nonce was used up: send the request with another nonce.
    t.until("an answer at once", async () => {
      const sign = { nonce: t.uuid(), timestamp: Math.floor(Date.now() / 1000) };
      const answer = await signedOnce(t, sign);
      if (isLater(answer)) return null;
      answered(answer, 200);
      return sign;
    }),
  );

const signedAgain = (t: ClauseContext, sign: SignOtherwise): Promise<Answer> =>
  t.until("an answer", async () => {
    const answer = await signedOnce(t, sign);
    return isLater(answer) ? null : answer;
  });

/** Signing requests (contract.md §3). Uses only GET, so that any target can be judged. */
export const auth = [
  ...defineClauses(
    { operation: "listProducts", answer: "401", needs: [], leaves: "nothing" },
    {
      "auth.missing": {
        title: "A request without a signature is 401",
        provenance: ["D 29-30", "A-05"],
        statements: ["2.authenticated", "3.unauthorized"],
        run: async (t) => unauthorized(await t.send({ method: "GET", path: "/products" }, "anonymous")),
      },
      "auth.challenge": {
        title: 'A 401 has WWW-Authenticate: OAuth realm="API"',
        provenance: ["A-05"],
        statements: ["3.unauthorized"],
        async run(t) {
          const { headers } = await t.send({ method: "GET", path: "/products" }, "anonymous");
          same("WWW-Authenticate", headers["www-authenticate"], 'OAuth realm="API"');
        },
      },
      "auth.signature-checked": {
        title: "A wrong signature is 401",
        provenance: ["P", "D 29-30"],
        statements: ["3.signing"],
        async run(t) {
          const altered = (authorization: string): string =>
            authorization.replace(
              /oauth_signature="([^"]+)"/,
              'oauth_signature="AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D"',
            );
          unauthorized(await read(t, { header: altered }));
        },
      },
      "auth.signature-checked.plaintext": {
        title: "A PLAINTEXT signature with a wrong secret is 401",
        provenance: ["P", "D 29-30"],
        statements: ["3.signing", "3.plaintext"],
        async run(t) {
          for (const name of ["token_secret", "consumer_secret"] as const) {
            const credentials = { [name]: wrong(t.target.credentials[name]) };
            unauthorized(await read(t, { method: "PLAINTEXT", credentials }));
          }
        },
      },
      ...Object.fromEntries(
        (["consumer_key", "consumer_secret", "token_key", "token_secret"] as const).map((name) => [
          `auth.wrong.${name.replace("_", "-")}`,
          {
            title: `A wrong ${name} is 401`,
            provenance: ["P", "D 29-30"],
            statements: ["3.signing", "3.conf-ini"],
            run: async (t: ClauseContext) =>
              unauthorized(await read(t, { credentials: { [name]: wrong(t.target.credentials[name]) } })),
          },
        ]),
      ),
      "auth.nonce": {
        title: "A repeated nonce is 401",
        provenance: ["A-04"],
        statements: ["3.nonce"],
        run: async (t) => unauthorized(await signedAgain(t, await usedNonce(t)), ["A-04"]),
      },
      "auth.nonce.at-the-end": {
        title: "A nonce of the beginning of a run is still 401 at its end",
        provenance: ["A-04"],
        statements: ["3.nonce", "3.timestamp"],
        // In a run that takes more than five minutes it is refused for its timestamp.
        alone: true,
        run: async (t) => unauthorized(await signedAgain(t, await usedNonce(t)), ["A-04"]),
      },
      "auth.nonce.other-account": {
        title: "A nonce that another account uses in the same second is accepted",
        provenance: ["A-04"],
        statements: ["3.nonce"],
        needs: ["second-account"],
        async run(t) {
          await t.until("answers at once", async () => {
            const sign = { nonce: t.uuid(), timestamp: Math.floor(Date.now() / 1000) };
            const answers = [];
            for (const actor of ["first", "second"] as const)
              answers.push(await t.send({ method: "GET", path: "/products", sign, retry: false }, actor));
            if (answers.some(({ status }) => status === 429 || status === 503)) return null;
            for (const answer of answers) answered(answer, 200);
            return answers;
          });
        },
      },
      "auth.timestamp.behind": {
        title: "A timestamp one hour in the past is 401",
        provenance: ["A-04"],
        statements: ["3.timestamp"],
        run: async (t) =>
          unauthorized(await read(t, { timestamp: Math.floor(Date.now() / 1000) - 3600 }), ["A-04"]),
      },
      "auth.timestamp.ahead": {
        title: "A timestamp one hour in the future is 401",
        provenance: ["A-04"],
        statements: ["3.timestamp"],
        run: async (t) =>
          unauthorized(await read(t, { timestamp: Math.floor(Date.now() / 1000) + 3600 }), ["A-04"]),
      },
      "auth.path-signed": {
        title: "A signature for another path is 401",
        provenance: ["P"],
        statements: ["3.exact-url"],
        run: async (t) => unauthorized(await read(t, { url: `${t.target.url}/products/${t.uuid()}` }), ["P"]),
      },
      "auth.host-signed": {
        title: "A signature for another host is 401",
        provenance: ["P"],
        statements: ["3.exact-url"],
        async run(t) {
          const url = new URL(`${t.target.url}/products`);
          url.hostname = "other-host.example.com";
          unauthorized(await read(t, { url: url.href }), ["P"]);
        },
      },
      "auth.query-signed": {
        title: "Query parameters are signed: a signature without them is 401",
        provenance: ["P"],
        statements: ["3.query-signed"],
        operation: "listTestResults",
        needs: ["history"],
        async run(t) {
          const { id } = await t.make.sharedProduct();
          const path = `/products/${id}/tests/results`;
          const answer = await read(t, { url: t.target.url + path }, `${path}?image_unique_id=${t.uuid()}`);
          unauthorized(answer, ["P"]);
        },
      },
      "auth.token-of-another": {
        title: "A token of another consumer is 401",
        provenance: ["P", "D 29-30"],
        statements: ["3.signing"],
        needs: ["second-account"],
        async run(t) {
          const { token_key, token_secret, consumer_key } = t.target.second!;
          check(
            consumer_key !== t.target.credentials.consumer_key,
            "two accounts with different consumer keys",
            "one key",
          );
          unauthorized(await read(t, { credentials: { token_key, token_secret } }));
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listProducts", answer: "200", needs: [], leaves: "nothing" },
    {
      "auth.hmac-sha1": {
        title: "HMAC-SHA1 is accepted",
        provenance: ["P"],
        statements: ["3.signing", "3.conf-ini", "3.hmac-sha1"],
        run: async (t) => void answered(await read(t, { method: "HMAC-SHA1" }), 200, ["P"]),
      },
    },
  ),
  ...signedRight,
];
