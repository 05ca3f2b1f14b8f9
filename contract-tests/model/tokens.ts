/** Ubuntu SSO's token endpoint (section 3). */
import type { Model } from "./model.js";
import type { Policy } from "./policy.js";
import { TokenRefusal } from "./records.js";
import type { Answer } from "./records.js";
import type { Call } from "./routes.js";

interface TokenInput {
  email: string;
  password: string;
  tokenName: string;
  otp: string | undefined;
}

const FIELDS = ["email", "password", "token_name", "otp"];

/** The body of a request for a token; each refused field is told. */
export function readToken({ rules }: Policy, body: unknown): TokenInput {
  const fields = rules.object(body, "The body", FIELDS);
  const extra: Record<string, string> = {};
  for (const name of FIELDS) {
    const value = fields[name];
    if (value === undefined) {
      if (name !== "otp") extra[name] = "Field required";
    } else if (typeof value !== "string" || rules.lengthOf(value) < 1 || rules.lengthOf(value) > 200)
      extra[name] = "Must be a string of 1-200 characters";
    else if (name === "token_name" && rules.control.test(value))
      extra[name] = "Must have no control characters";
  }
  if (Object.keys(extra).length > 0)
    throw new TokenRefusal(400, "INVALID_DATA", "Invalid request data", extra);
  const { email, password, token_name, otp } = fields as Record<string, string>;
  return { email: email!, password: password!, tokenName: token_name!, otp };
}

export function createToken(model: Model, _call: Call, input: TokenInput): Answer {
  const { clock, make, scope, store, success, tokens, views } = model.policy;
  const account = scope.account(model.state, input.email);
  if (!account || !tokens.isPassword(account, input.password))
    throw new TokenRefusal(401, "INVALID_CREDENTIALS", "Provided email/password is not correct.");
  tokens.checkBarred(account);
  tokens.checkOtp(account, input.otp);
  const name = store.text("token_name", input.tokenName);
  const known = account.tokens.get(name);
  if (known) return { status: success.tokenAgain, headers: {}, body: views.token(account, known) };
  const token = { key: make.secret(), secret: make.secret(), name, createdAt: clock.now() };
  account.tokens.set(name, token);
  return { status: success.status("createToken"), headers: {}, body: views.token(account, token) };
}
