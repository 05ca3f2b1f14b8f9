/** Maximum number of picks to remember. */
const MAX_PICKS = 100;

/**
 * The opportunities that the lab's devices picked recently, to which a misbehaving one may post (`posts-to-foreign`).
 */
export class SeenOpportunities {
  readonly #picked: { agentId: string; opportunityId: string }[] = [];

  add(agentId: string, opportunityId: string): void {
    this.#picked.push({ agentId, opportunityId });
    if (this.#picked.length > MAX_PICKS) this.#picked.shift();
  }

  /** The opportunities that this agent never held, oldest first. */
  byOthers(agentId: string): string[] {
    return this.#picked.filter((entry) => entry.agentId !== agentId).map((entry) => entry.opportunityId);
  }
}
