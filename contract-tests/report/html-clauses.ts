import type { ClauseResult } from "./report.js";
import { grouped } from "./sections.js";
import { escaped } from "./escape.js";

export const driftText = ({ reason, owner, expires }: NonNullable<ClauseResult["drift"]>): string =>
  `${reason} (${owner}, until ${expires})`;

/** Clauses that were not judged, grouped by reason. */
export function skipped(clauses: readonly ClauseResult[]): string {
  if (clauses.length === 0) return "";
  const reasons = new Map<string, ClauseResult[]>();
  for (const clause of clauses) {
    const reason = clause.reason ?? "no reason was given";
    reasons.set(reason, [...(reasons.get(reason) ?? []), clause]);
  }
  const groups = [...reasons].sort(([, one], [, other]) => other.length - one.length);
  const shown = groups.map(
    ([reason, some]) =>
      `<details><summary>${escaped(reason)} <span class="quiet">(${some.length})</span></summary><ul>${some
        .map(({ id, title }) => `<li>${escaped(title)} <code class="id">${escaped(id)}</code></li>`)
        .join("")}</ul></details>`,
  );
  return `<section id="not-judged"><h2>What was not judged (${clauses.length} clauses)</h2>
<p class="quiet">The reason says what the clauses need; a flag in parentheses provides it.</p>
${shown.join("\n")}</section>`;
}

/** All clauses by section of the contract and operation, collapsed. */
export function allClauses(clauses: readonly ClauseResult[]): string {
  const shown = grouped(clauses).map(({ section, operation, clauses: some }) => {
    const rows = some.map(
      ({ id, title, provenance, verdict, duration_ms }) =>
        `<tr><td><span class="tag ${verdict}">${verdict}</span></td><td>${escaped(title)}<br><code class="id">${escaped(id)}</code></td><td>${escaped(provenance.join(", "))}</td><td>${duration_ms} ms</td></tr>`,
    );
    const counts = VERDICTS.flatMap((verdict) => {
      const count = some.filter((clause) => clause.verdict === verdict).length;
      return count === 0 ? [] : [`<span class="tag ${verdict}">${count} ${verdict}</span>`];
    });
    const name = operation === "*" ? section : `${section}: ${operation}`;
    return `<details><summary>${escaped(name)} ${counts.join(" ")}</summary><div class="scroll"><table>
<thead><tr><th>Verdict</th><th>Clause</th><th>Known from</th><th>Took</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div></details>`;
  });
  return `<section><h2>All clauses (${clauses.length})</h2>
<p class="quiet">By section of docs/contract.md and operation.</p>${shown.join("\n")}</section>`;
}

const VERDICTS = ["fails", "error", "finding", "conforms", "skipped"] as const;
