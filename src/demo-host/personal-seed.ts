import { createHmac } from "node:crypto";
import { newSecret } from "../ids.js";
import type { Seed } from "../sandbox/seed.js";

/** Hexadecimal digits of a password. */
const PASSWORD_CHARS = 16;

/**
 * Gives the accounts of a seed e-mail addresses that belong to one sandbox, so that a log-in reaches only that sandbox:
 * `customer@example.com` becomes `customer@<sandbox>.example.com`. Their passwords are this function's: a reset does not change
 * them, and another one gives others, also for the same name.
 */
export function seedPersonalizer(): (seed: Seed, sandbox: string) => Seed {
  const secret = newSecret();
  return (seed, sandbox) => ({
    ...seed,
    accounts: seed.accounts.map((account) => {
      const email = account.email.replace("@", `@${sandbox}.`);
      const password = createHmac("sha256", secret).update(email).digest("hex").slice(0, PASSWORD_CHARS);
      return { ...account, email, password };
    }),
  });
}

/** The sandbox that an address of {@link seedPersonalizer} names. */
export const sandboxOfAddress = (email: string): string | undefined =>
  /@([a-z0-9-]+)\./i.exec(email)?.[1]?.toLowerCase();
