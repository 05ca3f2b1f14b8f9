import type { Profile } from "./profile.js";
import { ProfileError } from "./profile-error.js";

/**
 * Devices work for accounts that there are. `known`: e-mail addresses; `hint`: what else helps.
 * @throws ProfileError naming each file.
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
