/** Names the fixed values of an option or argument, for completion. The command itself checks what it gets. */
export function withChoices<Part extends { argChoices?: string[] }>(
  part: Part,
  choices: readonly string[] | undefined,
): Part {
  if (choices !== undefined) part.argChoices = [...choices];
  return part;
}
