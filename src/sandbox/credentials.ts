import type { Account } from "../domain/records.js";
import type { Credentials } from "../oauth1/sign.js";
import { SEED_TOKEN } from "./apply-seed.js";
import type { Sandbox } from "./sandbox.js";

/** The account of this email, or the sandbox's first. */
export function accountOf(sandbox: Sandbox, email: string | null): Account {
  const account = email === null ? sandbox.state.accounts()[0] : sandbox.state.accountByEmail(email);
  if (!account) throw new Error(`the sandbox has no account ${email ?? "at all"}`);
  return account;
}

/** The credentials that an account has from the start. */
export function credentialsOf(sandbox: Sandbox, email: string | null): Credentials {
  const account = accountOf(sandbox, email);
  const token = sandbox.state.tokenByName(account.id, SEED_TOKEN)!;
  return {
    consumer_key: account.consumer_key,
    consumer_secret: account.consumer_secret,
    token_key: token.id,
    token_secret: token.token_secret,
  };
}
