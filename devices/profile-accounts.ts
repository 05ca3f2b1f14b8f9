import type { Profile } from "./profile.js";
import { ProfileError } from "./profile-error.js";

/** How many accounts a message names. */
const MOST_NAMED = 20;

/** Whether a profile's devices have an account to work for. */
export const hasAccount = ({ account }: Profile, known: readonly string[]): boolean =>
  account === null || known.includes(account);

/**
 * Refuses profiles that name an unknown account. `known`: e-mail addresses; `hint`: further help for the message.
 * @throws ProfileError that names each file
 */
export function refuseUnknownAccounts(
  profiles: readonly Profile[],
  known: readonly string[],
  hint: (account: string) => string = () => "",
): void {
  const problems = unknownAccounts(profiles, known, hint);
  if (problems.length > 0) throw new ProfileError(problems);
}

/** What is wrong with each profile that names an unknown account, as {@link refuseUnknownAccounts}. */
export function unknownAccounts(
  profiles: readonly Profile[],
  known: readonly string[],
  hint: (account: string) => string = () => "",
): string[] {
  const more = known.length > MOST_NAMED ? ` and ${known.length - MOST_NAMED} more` : "";
  const accepted = (known.slice(0, MOST_NAMED).join(", ") || "none") + more;
  return profiles
    .filter((profile) => !hasAccount(profile, known))
    .map(
      ({ file, account }) =>
        `${file}: account: got ${JSON.stringify(account)}; accepted: ${accepted}${hint(account!)}`,
    );
}
