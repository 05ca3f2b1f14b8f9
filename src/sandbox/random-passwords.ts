import { createHmac } from "node:crypto";
import type { Change } from "../domain/records.js";
import { newSecret } from "../ids.js";
import type { Sandbox } from "./sandbox.js";
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
      isPublicPassword(password) ? passwordFor(email, sandbox) : password,
  };
}

let known: ReadonlySet<string> | null = null;

/** Whether a password is one of the packaged seeds. */
export function isPublicPassword(password: string): boolean {
  known ??= new Set(
    seedNames().flatMap((name) => loadSeed(name).accounts.map((account) => account.password)),
  );
  return known.has(password);
}

/** Whether an account of these sandboxes has such a password. */
export function hasPublicPassword(sandboxes: readonly Sandbox[]): boolean {
  return sandboxes.some(({ state }) => {
    for (const { password } of state.tables.accounts.values()) if (isPublicPassword(password)) return true;
    return false;
  });
}

/** Gives the accounts of a sandbox whose passwords are public those of its terms. Returns their number. */
export function renewPublicPasswords(sandbox: Sandbox): number {
  const { passwordOf } = sandbox.terms;
  if (passwordOf === undefined) return 0;
  const open = sandbox.state.accounts().filter(({ password }) => isPublicPassword(password));
  const changes = open.map((account): Change => {
    return { table: "accounts", put: { ...account, password: passwordOf(account, sandbox.name) } };
  });
  if (changes.length > 0) sandbox.commit(changes);
  return changes.length;
}
