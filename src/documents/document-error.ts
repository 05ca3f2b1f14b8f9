/** An invalid file of the user. One line per problem: `file:line: field: value, accepted values`. */
export class DocumentError extends Error {
  override name = "DocumentError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}
