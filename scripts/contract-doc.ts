import type { Statement } from "../contract-tests/clauses/statements.js";

/** An entry of the page: `- \`5.flow\` (D 905-907): The normal flow is ...`. */
const ENTRY = /^- `(?<id>\d+\.[a-z][\w-]*)` \((?<source>[^)]+)\): (?<text>.+(?:\n(?!- |\n).+)*)/gim;
const ID = /`(?<id>(?:[1-9]|1[01])\.[a-z][\w-]*)`/gi;

/** What the page must agree with. */
export interface Contract {
  statements: readonly Statement[];
  assumptionIds: Iterable<string>;
  contradictionIds: Iterable<string>;
}

/**
 * The differences between `docs/contract.md` and the contract suite, one line each. The page has every statement as
 * one entry, which names the same sources and begins with the same words (code marks and the full stop aside), and no
 * other; it cites every assumption and contradiction.
 */
export function contractDocProblems(page: string, contract: Contract): string[] {
  const entries = [...page.matchAll(ENTRY)].map(
    ({ groups }) => groups as { id: string; source: string; text: string },
  );
  const ids = [...page.matchAll(ID)].map(({ groups }) => groups!["id"]!);
  const known = new Set(contract.statements.map(({ id }) => id));
  const cited = [...contract.assumptionIds, ...contract.contradictionIds];
  return [
    ...contract.statements.flatMap((statement) => {
      const [entry] = entries.filter(({ id }) => id === statement.id);
      const times = ids.filter((id) => id === statement.id).length;
      if (!entry) return [`${statement.id}: the page has no entry of this statement`];
      if (times > 1) return [`${statement.id}: the page has this statement ${times} times`];
      return entryProblems(statement, entry);
    }),
    ...[...new Set(ids)].filter((id) => !known.has(id)).map((id) => `${id}: the suite has no such statement`),
    ...cited
      .filter((id) => !new RegExp(`${id}\\b`).test(page))
      .map((id) => `${id}: the page does not cite it`),
  ];
}

function entryProblems(statement: Statement, entry: { source: string; text: string }): string[] {
  const [source, text] = [plain(entry.source), plain(entry.text)];
  const differ = (what: string, ours: string, theirs: string): string =>
    `${statement.id}: ${what} is "${ours}" on the page, "${theirs}" in the suite`;
  const problems = [];
  if (source !== plain(statement.source)) problems.push(differ("the source", source, statement.source));
  const said = plain(statement.text).replace(/\.$/, "");
  if (!text.startsWith(said)) problems.push(differ("the text", text.slice(0, said.length), said));
  return problems;
}

/** Without code marks and line breaks. */
const plain = (text: string): string => text.replaceAll("`", "").replaceAll(/\s+/g, " ").trim();
