import { createHmac } from "node:crypto";
import { newSecret } from "../ids.js";
import { loadSeed, type Seed, seedNames } from "./seed.js";
import type { SandboxTerms } from "./terms.js";

/** Hexadecimal digits of a password. */
const PASSWORD_CHARS = 16;

/**
 * Gives the accounts of a seed passwords that nobody knows, because those of the packaged seeds are public. They stay the
 * same at each reset until the emulator ends. An account of a snapshot keeps its password unless that is public.
 */
export function randomPasswords(): Required<Pick<SandboxTerms, "seedFor" | "passwordOf">> {
  const secret = newSecret();
  const isPublic = publicPasswords();
  const passwordFor = (email: string, sandbox: string): string =>
    createHmac("sha256", secret).update(`${sandbox} ${email}`).digest("hex").slice(0, PASSWORD_CHARS);
  return {
    seedFor: (seed: Seed, sandbox: string): Seed => ({
      ...seed,
      accounts: seed.accounts.map((account) => ({
        ...account,
        password: passwordFor(account.email, sandbox),
      })),
    }),
    passwordOf: ({ email, password }, sandbox) =>
      isPublic(password) ? passwordFor(email, sandbox) : password,
  };
}

/** Whether a password is one of the packaged seeds. */
export function publicPasswords(): (password: string) => boolean {
  const known = new Set(
    seedNames().flatMap((name) => loadSeed(name).accounts.map(({ password }) => password)),
  );
  return (password) => known.has(password);
}
