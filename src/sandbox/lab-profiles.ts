import { hasAccount, refuseUnknownAccounts } from "../../devices/profile-accounts.js";
import type { Profile } from "../../devices/profile.js";

/** Those of an account that matter here. */
type WithEmail = Iterable<{ email: string }>;

/** The device profiles of all labs, which can change while the emulator runs. */
export class LabProfiles {
  constructor(public current: readonly Profile[]) {}

  /** Refuses a state without the account of a device for a new sandbox. @throws ProfileError */
  expectFor(sandbox: string, accounts: WithEmail): void {
    refuse(this.current, accounts, `that sandbox ${sandbox} would have); nothing was changed`);
  }

  /**
   * Refuses a new state without the account of a device that a sandbox's lab has now. A device that it has not, because the account
   * is missing already, takes nothing away. @throws ProfileError
   */
  expectKept(sandbox: string, before: WithEmail, after: WithEmail): void {
    const emails = emailsOf(before);
    const present = this.current.filter((profile) => hasAccount(profile, emails));
    refuse(present, after, `that sandbox ${sandbox} would have); nothing was changed`);
  }
}

/** Refuses profiles for accounts that a sandbox does not have. @throws ProfileError */
export function expectAccounts(profiles: readonly Profile[], sandbox: string, accounts: WithEmail): void {
  refuse(profiles, accounts, `of sandbox ${sandbox})`);
}

function refuse(profiles: readonly Profile[], accounts: WithEmail, which: string): void {
  refuseUnknownAccounts(profiles, emailsOf(accounts), () => ` (the accounts ${which}`);
}

const emailsOf = (accounts: WithEmail): string[] => Array.from(accounts, ({ email }) => email);
