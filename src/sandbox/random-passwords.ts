import { createHmac } from "node:crypto";
import { newSecret } from "../ids.js";
import type { Seed } from "./seed.js";
import type { SandboxTerms } from "./terms.js";

/** Hexadecimal digits of a password. */
const PASSWORD_CHARS = 16;

/**
 * Gives the accounts of a seed passwords that nobody knows, because those of the packaged seeds are public. They stay the
 * same at each reset until the emulator ends.
 */
export function randomPasswords(): SandboxTerms["seedFor"] {
  const secret = newSecret();
  return (seed: Seed, sandbox: string): Seed => ({
    ...seed,
    accounts: seed.accounts.map((account) => ({
      ...account,
      password: createHmac("sha256", secret)
        .update(`${sandbox} ${account.email}`)
        .digest("hex")
        .slice(0, PASSWORD_CHARS),
    })),
  });
}
