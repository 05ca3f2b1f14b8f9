/** Device profiles that cannot be used: one line a problem, each `file:line: field: what came, what is accepted`. */
export class ProfileError extends Error {
  override name = "ProfileError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}
