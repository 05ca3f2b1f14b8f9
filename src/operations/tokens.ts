import type { AccountStatus, Change } from "../domain/records.js";
import { sameText } from "../text/same-text.js";
import type { Handlers, SsoRefusal } from "./operation.js";
import { tokenShape } from "./shape.js";

const BARRED: Record<Exclude<AccountStatus, "active">, [code: string, message: string]> = {
  suspended: ["ACCOUNT_SUSPENDED", "Your account has been suspended."],
  deactivated: ["ACCOUNT_DEACTIVATED", "Your account has been deactivated."],
  "email-invalidated": ["EMAIL_INVALIDATED", "This email address has been invalidated."],
};

/** The token endpoint of Ubuntu SSO (contract.md §3). */
export const tokens: Pick<Handlers, "createToken"> = {
  createToken({ body }, { state, now, newSecret, commit }) {
    const account = state.accountByEmail(body.email);
    // Also compare for an unknown account, so that both take the same time.
    const right = sameText(body.password, account?.password ?? "");
    if (!account || !right)
      return refuse(401, "INVALID_CREDENTIALS", "Provided email/password is not correct.");
    if (account.status !== "active") return refuse(403, ...BARRED[account.status]);
    if (account.otp !== null && body.otp === undefined) {
      return refuse(401, "TWOFACTOR_REQUIRED", "This account requires 2-factor authentication: send otp.");
    }
    if (account.otp !== null && !sameText(body.otp ?? "", account.otp)) {
      return refuse(403, "TWOFACTOR_FAILURE", "The provided 2-factor key is not recognised.");
    }
    const known = state.tokenByName(account.id, body.token_name);
    if (known) return { status: 200, body: tokenShape(account, known) };
    const token = {
      id: newSecret(),
      token_secret: newSecret(),
      account_id: account.id,
      token_name: body.token_name,
      created_at: now,
      updated_at: now,
    };
    const changes: Change[] = [{ table: "tokens", put: token }];
    commit(changes);
    return { status: 201, body: tokenShape(account, token) };
  },
};

function refuse(status: 401 | 403, code: string, message: string): SsoRefusal {
  return { sso: { status, code, message, extra: {} } };
}
