import type { ClauseResult } from "./report.js";

/**
 * What a reader has to know if web pages came in place of the target's own answers: whether there is a gateway in front of it
 * only the reader knows (contract.md §11). Null if none came.
 */
export function gatewayPages(clauses: readonly ClauseResult[]): string | null {
  const pages = clauses.flatMap(({ page }) => (page === undefined ? [] : [page]));
  if (pages.length === 0) return null;
  const statuses = [...new Set(pages)].sort((one, other) => one - other).join(" and ");
  const count = pages.length === 1 ? "1 clause" : `${pages.length} clauses`;
  return (
    `Not judged: ${count}, because a web page came with status ${statuses}. ` +
    "The suite takes it for the page of a gateway; if the target has none in front of it, the target violates the contract."
  );
}
