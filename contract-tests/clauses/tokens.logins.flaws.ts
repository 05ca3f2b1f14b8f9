import { objectOf, jsonAnswer } from "../mutants/bodies.js";
import type { Call, WireAnswer } from "../mutants/call.js";
import type { Mutant } from "../mutants/mutant.js";
import { become, remembering } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";

export const TOKENS = ["createToken"];

export type Body = Record<string, unknown>;

const codeOf = (answer: WireAnswer): unknown => objectOf(answer.body)["code"];

/** Changes refusals with one code; `asked` is the refused body. */
export const onCode = (
  code: string,
  change: (answer: WireAnswer, asked: Body, call: Call) => void,
): Mutant["wrap"] =>
  remembering(TOKENS, () => async (answer, call) => {
    if (codeOf(answer) === code) change(answer, objectOf(await call.body()), call);
  });

/** Answers with a token that should have been refused. */
export function letIn(answer: WireAnswer, { token_name }: Body, { world }: Call): void {
  const date = "2026-01-01 00:00:00";
  become(answer, 201, {
    ...world.accounts[0],
    token_name,
    date_created: date,
    date_updated: date,
    href: "/api/v2/tokens/oauth/x",
  });
}

export const refuseWith = (status: number, code: string, message: string) => (answer: WireAnswer) =>
  become(answer, status, { code, message, extra: {} });

/** Changes the answer for an unknown address; the suite's invented addresses begin with a UUID. */
function unknownEmail(change: (answer: WireAnswer, asked: Body, call: Call) => void): Mutant["wrap"] {
  return onCode("INVALID_CREDENTIALS", (answer, asked, call) => {
    if (/^[0-9a-f]{8}-/.test(String(asked["email"]))) change(answer, asked, call);
  });
}

/** Flaws of what a login is refused for. */
export const loginFlaws: readonly WrittenFlaw[] = [
  [
    "not-json.other-form",
    "a body that is not JSON is refused in the form of the product API",
    "tokens.not-json",
    onCode("INVALID_DATA", (answer) =>
      Object.assign(answer, jsonAnswer(400, { id: "invalid-data", message: "not JSON", url: null })),
    ),
  ],
  ["password.any", "any password is accepted", "tokens.wrong-password", onCode("INVALID_CREDENTIALS", letIn)],
  [
    "password.403",
    "a wrong password is 403",
    "tokens.wrong-password",
    onCode("INVALID_CREDENTIALS", refuseWith(403, "INVALID_CREDENTIALS", "refused")),
  ],
  ["unknown.new-account", "an unknown address gets a token", "tokens.unknown-email", unknownEmail(letIn)],
  [
    "unknown.code",
    "the refusal of an unknown address has another code",
    "tokens.unknown-email",
    unknownEmail(refuseWith(404, "RESOURCE_NOT_FOUND", "refused")),
  ],
  [
    "unknown.message",
    "the refusal of an unknown address has another message, which reveals the existing accounts",
    "tokens.unknown-email",
    unknownEmail(refuseWith(401, "INVALID_CREDENTIALS", "There is no such account.")),
  ],
  [
    "two-factor.not-asked",
    "the second factor is not required",
    "tokens.two-factor.required",
    onCode("TWOFACTOR_REQUIRED", letIn),
  ],
  [
    "two-factor.as-wrong",
    "a missing second factor is refused as a wrong one",
    "tokens.two-factor.required",
    onCode("TWOFACTOR_REQUIRED", refuseWith(403, "TWOFACTOR_FAILURE", "refused")),
  ],
  [
    "two-factor.any",
    "any one-time password is accepted",
    "tokens.two-factor.wrong",
    onCode("TWOFACTOR_FAILURE", letIn),
  ],
  [
    "two-factor.as-missing",
    "a wrong one-time password is refused as a missing one",
    "tokens.two-factor.wrong",
    onCode("TWOFACTOR_FAILURE", refuseWith(401, "TWOFACTOR_REQUIRED", "refused")),
  ],
  [
    "two-factor.never",
    "every one-time password is refused",
    "tokens.two-factor.right",
    remembering(TOKENS, () => async (answer, call) => {
      if (answer.status === 201 && "otp" in objectOf(await call.body()))
        refuseWith(403, "TWOFACTOR_FAILURE", "refused")(answer);
    }),
  ],
];
