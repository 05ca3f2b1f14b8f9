import { around, onAnswer } from "../mutants/around.js";
import { objectOf } from "../mutants/bodies.js";
import type { Call } from "../mutants/call.js";
import type { Mutant } from "../mutants/mutant.js";
import { onRequest, onStatus, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

/** Accepts requests with a wrong signature that `fits` selects. */
const taking = (fits: (call: Call) => boolean): Mutant["wrap"] =>
  around("*", () => async (call) => {
    const isWrong = call.account !== undefined && !call.signer.isGenuine(call.signed);
    return call.send(isWrong && fits(call) ? { resign: "fresh nonce" } : {});
  });

const isSignedFor = (
  call: Call,
  change: (signed: Call["signed"], url: URL) => Partial<Call["signed"]>,
): boolean => {
  const url = new URL(call.signed.url);
  const changed = change(call.signed, url);
  return call.signer.isGenuine({ ...call.signed, url: url.href, ...changed });
};

/** Flaws of what signatures and log-ins cover. */
export const signedPartFlaws = defineFlaws("signed parts", [
  [
    "host.localhost",
    "a signature for localhost is accepted",
    "auth.host-signed.near",
    taking((call) => isSignedFor(call, (_, url) => ((url.hostname = "localhost"), {}))),
  ],
  [
    "host.port",
    "a signature without the port is accepted",
    "auth.host-signed.near",
    taking((call) => isSignedFor(call, (_, url) => ((url.port = ""), {}))),
  ],
  [
    "method.get",
    "a signature of a GET is accepted for every method",
    "auth.method-signed",
    taking((call) => isSignedFor(call, () => ({ method: "GET" }))),
  ],
  [
    "scheme.case",
    "the name of the scheme is compared with case",
    "auth.scheme-in-any-case",
    onAnswer("*", (answer, { request }) => {
      const header = request.headers.get("authorization") ?? "";
      if (/^oauth /i.test(header) && !header.startsWith("OAuth ")) refuse(answer, 401, "unauthorized");
    }),
  ],
  [
    "password.trimmed",
    "a password is trimmed",
    "tokens.wrong-password.near",
    onRequest(["createToken"], (body) => ({
      ...body,
      password: typeof body["password"] === "string" ? body["password"].trim() : body["password"],
    })),
  ],
  [
    "missing.first-only",
    "of several missing fields only the first is in extra",
    "tokens.missing-field.all",
    onStatus(["createToken"], 400, (answer) => {
      const body = objectOf(answer.body);
      body["extra"] = Object.fromEntries(Object.entries(objectOf(body["extra"])).slice(0, 1));
    }),
  ],
  [
    "otp.refused",
    "a one-time password is refused if the account has no second factor",
    "tokens.two-factor.not-needed",
    remembering(["createToken"], () => async (answer, call) => {
      if (answer.status === 201 && "otp" in objectOf(await call.body())) {
        answer.status = 403;
        answer.body = { code: "TWOFACTOR_FAILURE", message: "no", extra: {} };
      }
    }),
  ],
  [
    "access.post-of-picker",
    "only the token that picked an opportunity may post its result",
    "tokens.same-agents",
    remembering(["pickTestOpportunity", "postTestResult"], () => {
      const pickers = new Map<unknown, unknown>();
      return (answer, call) => {
        const key = /oauth_token="([^"]*)"/.exec(call.request.headers.get("authorization") ?? "")?.[1];
        const { test_opportunity_id: picked } = objectOf(answer.body);
        if (call.operationId === "pickTestOpportunity") pickers.set(picked, key);
        else if (answer.status === 201 && pickers.get(call.path["test_opportunity_id"]) !== key)
          refuse(answer, 404, "resource-not-found");
      };
    }),
  ],
  [
    "access.own-only",
    "a new token lists no product that others made",
    "tokens.same-access",
    remembering(["createToken", "listProducts"], () => {
      const made = new Set<string>();
      return (answer, call) => {
        if (call.operationId === "createToken") made.add(String(objectOf(answer.body)["token_key"]));
        const header = call.request.headers.get("authorization") ?? "";
        if (call.operationId === "listProducts" && [...made].some((key) => header.includes(key)))
          answer.body = { products: [] };
      };
    }),
  ],
]);
