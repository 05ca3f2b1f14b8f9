import type { Profile } from "./profile.js";
import { ProfileError } from "./profile-error.js";

/** The agent ids of a profile's devices, in order: `nuc`, or `nuc-01`, `nuc-02`... if there are several. */
export function agentIds(profile: Profile): string[] {
  if (profile.count === 1) return [profile.agent.id];
  const width = Math.max(2, String(profile.count).length);
  return Array.from({ length: profile.count }, (_, index) => {
    return `${profile.agent.id}-${String(index + 1).padStart(width, "0")}`;
  });
}

/**
 * Refuses two devices with one agent id, which would take each other's opportunities. @throws ProfileError that names
 * both files
 */
export function refuseSharedAgentIds(profiles: readonly Profile[]): void {
  const owners = new Map<string, Profile>();
  const problems: string[] = [];
  for (const profile of profiles) {
    for (const id of agentIds(profile)) {
      const owner = owners.get(id);
      if (owner === undefined) owners.set(id, profile);
      else {
        const where = `${profile.file}:${profile.agent.line}: agent.id`;
        const taken = `got ${JSON.stringify(id)}, which ${owner.file}:${owner.agent.line} has too`;
        problems.push(`${where}: ${taken}; accepted: a unique id for each device`);
      }
    }
  }
  if (problems.length > 0) throw new ProfileError(problems);
}
