/** Whether a name fits one of some patterns, separated by commas; `*` stands for any run of characters. */
export function globMatcher(globs: string): (name: string) => boolean {
  const patterns = globs.split(",").map((glob) => {
    const escaped = glob.trim().replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^${escaped.replaceAll("*", ".*")}$`);
  });
  return (name) => patterns.some((pattern) => pattern.test(name));
}
