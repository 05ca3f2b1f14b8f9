/** Who may have a token (section 3, Tokens). The checks come in this order. */
import { TokenRefusal } from "./records.js";
import type { Account, Barred } from "./records.js";

const BARRED: Record<Barred, string> = {
  ACCOUNT_SUSPENDED: "The account is suspended.",
  ACCOUNT_DEACTIVATED: "The account is deactivated.",
  EMAIL_INVALIDATED: "The e-mail address no longer counts.",
};

export function rightTokens() {
  return {
    isPassword: ({ password }: Account, sent: string): boolean => password === sent,
    checkBarred({ barred }: Account): void {
      if (barred) throw new TokenRefusal(403, barred, BARRED[barred]);
    },
    checkOtp({ otp }: Account, sent: string | undefined): void {
      if (otp === null) return;
      if (sent === undefined)
        throw new TokenRefusal(401, "TWOFACTOR_REQUIRED", "The account needs a one-time password.");
      if (sent !== otp) throw new TokenRefusal(403, "TWOFACTOR_FAILURE", "The one-time password is wrong.");
    },
  };
}
