/** The parameters of a query, each with its first value, and the names of those that are given several times. */
export function parametersOf(path: string): { query: Record<string, string>; repeated: string[] } {
  const at = path.indexOf("?");
  const query: Record<string, string> = {};
  const repeated = new Set<string>();
  if (at < 0) return { query, repeated: [] };
  for (const [name, value] of new URLSearchParams(path.slice(at + 1))) {
    if (Object.hasOwn(query, name)) repeated.add(name);
    else Object.defineProperty(query, name, { value, enumerable: true });
  }
  return { query, repeated: [...repeated] };
}
