/** A file of the user's that cannot be used: one line a problem, each `file:line: field: what came, what is accepted`. */
export class DocumentError extends Error {
  override name = "DocumentError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}
