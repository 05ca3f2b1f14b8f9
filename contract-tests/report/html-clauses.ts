import type { ExchangeRecord } from "../target/answer.js";
import { curlLine } from "../target/exchange.js";
import type { ClauseResult } from "./report.js";
import { escaped } from "./escape.js";

/** Maximum number of shown exchanges per clause; the last ones are shown, which contain the mistake. */
const MAX_EXCHANGES = 4;

/** Clauses that do not conform, each with the expectation, its statement and the received answer. */
export function problems(title: string, intro: string, clauses: readonly ClauseResult[]): string {
  if (clauses.length === 0) return "";
  const shown = clauses.map(problem).join("\n");
  return `<section><h2>${escaped(title)} (${clauses.length})</h2>\n<p class="quiet">${escaped(intro)}</p>\n${shown}</section>`;
}

function problem(clause: ClauseResult): string {
  const { id, title, verdict, reason, by, drift, exchanges } = clause;
  const facts: [name: string, value: string][] = [
    ...expectedAndGot(reason ?? ""),
    ["Source", by.length > 0 ? by.join(", ") : clause.provenance.join(", ")],
  ];
  if (drift) facts.push([drift.stale ? "Stale drift" : "Known drift", driftText(drift)]);
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join("");
  return `<article class="${verdict}"><h3>${escaped(title)}</h3>
<p class="id"><code>${escaped(id)}</code></p><dl>${list}</dl>${exchangesText(exchanges)}</article>`;
}

/** Splits mismatches ("expected ...; got ..."); other reasons are shown unchanged. */
function expectedAndGot(reason: string): [name: string, value: string][] {
  const match = /^(?:assumption .*? refuted: )?expected ([\s\S]*?); got ([\s\S]*)$/.exec(reason);
  if (!match) return [["Why", reason]];
  return [
    ["Expected", match[1]!],
    ["Got", match[2]!],
  ];
}

export const driftText = ({ reason, owner, expires }: NonNullable<ClauseResult["drift"]>): string =>
  `${reason} (${owner}, until ${expires})`;

function exchangesText(exchanges: readonly ExchangeRecord[]): string {
  if (exchanges.length === 0) return "";
  const last = exchanges.slice(-MAX_EXCHANGES);
  const left = exchanges.length - last.length;
  const note = left > 0 ? `<p class="quiet">${left} earlier request(s) are in the JSON report.</p>` : "";
  return `<details><summary>Requests and answers (${exchanges.length})</summary>${note}${last.map(exchangeText).join("")}</details>`;
}

function exchangeText(exchange: ExchangeRecord): string {
  const { status, responseHeaders, responseBody } = exchange;
  const headers = Object.entries(responseHeaders).map(([name, value]) => `${name}: ${value}`);
  const answer =
    status === null ? "no answer came" : [`HTTP ${status}`, ...headers, "", responseBody ?? ""].join("\n");
  return `<pre>${escaped(curlLine(exchange))}</pre><pre>${escaped(answer.trim())}</pre>`;
}

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
  return `<section><h2>Not judged (${clauses.length})</h2>
<p class="quiet">These clauses need a capability that the target does not have or that was not declared.</p>
${shown.join("\n")}</section>`;
}

/** All clauses, collapsed. */
export function allClauses(clauses: readonly ClauseResult[]): string {
  const rows = clauses.map(
    ({ id, title, provenance, verdict, duration_ms }) =>
      `<tr><td><span class="tag ${verdict}">${verdict}</span></td><td>${escaped(title)}<br><code class="id">${escaped(id)}</code></td><td>${escaped(provenance.join(", "))}</td><td>${duration_ms} ms</td></tr>`,
  );
  return `<section><h2>All clauses (${clauses.length})</h2><details><summary>Show them</summary><div class="scroll"><table>
<thead><tr><th>Verdict</th><th>Clause</th><th>Known from</th><th>Took</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div></details></section>`;
}
