import type { Profile } from "./profile.js";
import { ProfileError } from "./profile-error.js";

/**
 * Refuses profiles that name an unknown account. `known`: e-mail addresses; `hint`: further help for the message.
 * @throws ProfileError that names each file
 */
export function refuseUnknownAccounts(
  profiles: readonly Profile[],
  known: readonly string[],
  hint: (account: string) => string = () => "",
): void {
  const problems = profiles.flatMap(({ file, account }) => {
    if (account === null || known.includes(account)) return [];
    return `${file}: account: got ${JSON.stringify(account)}; accepted: ${known.join(", ") || "none"}${hint(account)}`;
  });
  if (problems.length > 0) throw new ProfileError(problems);
}
