import type { Account, Tables, Token } from "../domain/records.js";
import type { State } from "../domain/state.js";
import { newSecret } from "../ids.js";
import type { Credentials } from "../oauth1/sign.js";
import { SEED_TOKEN } from "./apply-seed.js";
import type { Sandbox } from "./sandbox.js";

/** The account of this email, or the sandbox's first. */
export function accountOf(sandbox: Sandbox, email: string | null): Account {
  const account = email === null ? sandbox.state.accounts()[0] : sandbox.state.accountByEmail(email);
  if (!account) throw new Error(`the sandbox has no account ${email ?? "at all"}`);
  return account;
}

/** The initial credentials of an account. */
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

/**
 * Gives the accounts in `tables` the credentials that accounts with the same e-mail have in `old`, and new ones if
 * theirs are `taken`.
 */
export function carryCredentials(tables: Tables, old: State, taken: (consumerKey: string) => boolean): void {
  const [ownTokens, oldTokens] = [tables, old.tables].map(({ tokens }) => byAccount(tokens.values()));
  for (const account of tables.accounts.values()) {
    const known = old.accountByEmail(account.email);
    if (!known && !taken(account.consumer_key)) continue;
    const { consumer_key, consumer_secret } = known ?? {
      consumer_key: newSecret(8),
      consumer_secret: newSecret(),
    };
    const own = ownTokens!.get(account.id) ?? [];
    const tokens = known
      ? (oldTokens!.get(known.id) ?? [])
      : own.map((t) => ({ ...t, id: newSecret(), token_secret: newSecret() }));
    for (const { id } of own) tables.tokens.delete(id);
    for (const token of tokens) tables.tokens.set(token.id, { ...token, account_id: account.id });
    tables.accounts.set(account.id, { ...account, consumer_key, consumer_secret });
  }
}

function byAccount(tokens: Iterable<Token>): Map<string, Token[]> {
  const found = new Map<string, Token[]>();
  for (const token of tokens) {
    const others = found.get(token.account_id);
    if (others) others.push(token);
    else found.set(token.account_id, [token]);
  }
  return found;
}
