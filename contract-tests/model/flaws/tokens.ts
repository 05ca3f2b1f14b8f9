/** The token endpoint: who gets what, and how refusals look. */
import { flawsOf, wrap } from "../changes.js";
import { TokenRefusal } from "../records.js";

export const tokenFlaws = flawsOf("tokens and signatures", {
  "token-signed": [
    "`3.token-created`: the token endpoint needs a signature.",
    (p) =>
      p.after.push((answer, { operation, incoming }) =>
        operation === "createToken" && !incoming.headers.authorization
          ? { status: 401, headers: p.errors.headers(401), body: p.errors.body(401, "Sign.") }
          : answer,
      ),
  ],
  "token-again-new-secret": [
    "`3.token-again`: a token that is asked for again has another secret.",
    (p) =>
      wrap(
        p.views,
        "token",
        (right) => (account, token) => right(account, Object.assign(token, { secret: p.make.secret() })),
      ),
  ],
  "token-one-for-all": [
    "`3.token-created`: another name gives the same token.",
    (p) =>
      wrap(
        p.store,
        "text",
        (right) => (place, text) => (place === "token_name" ? "token" : right(place, text)),
      ),
  ],
  "token-own-consumer": [
    "`3.token-created`: each token has a consumer of its own, which does not sign.",
    (p) =>
      wrap(p.views, "token", (right) => (account, token) => ({
        ...right(account, token),
        consumer_key: p.make.secret(),
      })),
  ],
  "token-updated-again": [
    "`3.token-again`: date_updated is the time of asking again.",
    (p) =>
      wrap(p.views, "token", (right) => (account, token) => ({
        ...right(account, token),
        date_updated: p.dates.naive(p.clock.now()),
      })),
  ],
  "token-no-href": [
    "`3.token-body`: there is no href.",
    (p) =>
      wrap(p.views, "token", (right) => (account, token) => ({ ...right(account, token), href: undefined })),
  ],
  "token-name-null": [
    "`3.token-body`: token_name is null.",
    (p) =>
      wrap(p.views, "token", (right) => (account, token) => ({ ...right(account, token), token_name: null })),
  ],
  "token-email-told": [
    "`3.sso-errors`: a wrong password has another text than an e-mail address that nobody has.",
    (p) =>
      wrap(p.scope, "account", (right) => (state, email) => {
        const account = right(state, email);
        if (!account) throw new TokenRefusal(401, "INVALID_CREDENTIALS", "There is no such account.");
        return account;
      }),
  ],
  "token-email-404": [
    "`3.sso-errors`: an e-mail address that nobody has is 404.",
    (p) =>
      wrap(p.scope, "account", (right) => (state, email) => {
        const account = right(state, email);
        if (!account) throw new TokenRefusal(404, "RESOURCE_NOT_FOUND", "There is no such account.");
        return account;
      }),
  ],
  "token-password-any": ["`3.sso-errors`: any password is right.", (p) => (p.tokens.isPassword = () => true)],
  "token-password-case": [
    "`3.sso-errors`: passwords are compared without their case.",
    (p) => (p.tokens.isPassword = ({ password }, sent) => password.toLowerCase() === sent.toLowerCase()),
  ],
  "token-password-prefix": [
    "`3.sso-errors`: only the first eight characters of a password count.",
    (p) => (p.tokens.isPassword = ({ password }, sent) => password.slice(0, 8) === sent.slice(0, 8)),
  ],
  "token-barred-taken": [
    "`3.sso-errors`: accounts that are barred get tokens.",
    (p) => (p.tokens.checkBarred = () => undefined),
  ],
  "token-barred-first": [
    "`3.sso-errors`: a barred account is told to who has no password.",
    (p) =>
      wrap(p.tokens, "isPassword", (right) => (account, sent) => {
        p.tokens.checkBarred(account);
        return right(account, sent);
      }),
  ],
  "token-otp-ignored": [
    "`3.sso-errors`: a second factor is not asked for.",
    (p) => (p.tokens.checkOtp = () => undefined),
  ],
  "token-otp-any": [
    "`3.sso-errors`: any one-time password is right.",
    (p) => wrap(p.tokens, "checkOtp", (right) => (account, otp) => otp === undefined && right(account, otp)),
  ],
  "token-otp-always": [
    "`3.token-created`: an account without a second factor may not send an otp.",
    (p) =>
      wrap(p.tokens, "checkOtp", (right) => (account, otp) => {
        if (account.otp === null && otp !== undefined)
          throw new TokenRefusal(403, "TWOFACTOR_FAILURE", "No otp.");
        right(account, otp);
      }),
  ],
  "token-usual-errors": [
    "`3.sso-errors`: a refused body has the usual form of section 2.",
    (p) => {
      p.errors.tokenForm = [];
      p.errors.token = (_code, message) => p.errors.body(400, message);
    },
  ],
  "token-extra-list": [
    "`3.sso-errors`: `extra` of INVALID_DATA has lists of reasons.",
    (p) =>
      wrap(
        p.errors,
        "token",
        (right) => (code, message, extra) =>
          right(
            code,
            message,
            Object.fromEntries(Object.entries(extra).map(([name, reason]) => [name, [reason] as never])),
          ),
      ),
  ],
  "token-extra-first-only": [
    "`3.sso-errors`: of several missing fields only the first is told.",
    (p) =>
      wrap(
        p.errors,
        "token",
        (right) => (code, message, extra) =>
          right(code, message, Object.fromEntries(Object.entries(extra).slice(0, 1))),
      ),
  ],
  "token-code-lower-case": [
    "`3.sso-errors`: codes are in lower case.",
    (p) =>
      wrap(p.errors, "token", (right) => (code, message, extra) => right(code.toLowerCase(), message, extra)),
  ],
});
