import { CREDENTIALS_NOTE } from "../target/command-line.js";
import type { ExchangeRecord } from "../target/answer.js";
import type { AssumptionAnswer } from "./assumption-answers.js";
import { byAssumptions, type Cause, expectedAndGot, failedExchange, headingOf } from "./causes.js";
import { escaped } from "./escape.js";
import { driftText } from "./html-clauses.js";
import type { ClauseResult, Report } from "./report.js";

/** Failures by operation, each once however many clauses found it. */
export function failures({ causes, clauses }: Report): string {
  const found = causes.filter(({ kind }) => kind === "failure");
  if (found.length === 0) return "";
  const operations = [...new Set(found.map(({ operation }) => operation))];
  const shown = operations.map((operation) => {
    const some = found.filter((cause) => cause.operation === operation);
    const articles = some.map((cause) => article("fails", headingText(cause), cause, clauses));
    return `<h3 class="operation">${operation === "*" ? "All operations" : `<code>${escaped(operation)}</code>`}</h3>${articles.join("\n")}`;
  });
  return `<section id="failures"><h2>What is broken (${found.length})</h2>
<p class="quiet">The target violates documented statements. Each difference is shown once. ${found.some(({ example }) => example.curl !== "") ? CREDENTIALS_NOTE : ""}</p>${shown.join("\n")}</section>`;
}

/** Clauses that could not be judged because of the suite or of the connection. */
export function errors({ causes, clauses }: Report): string {
  const found = causes.filter(({ kind }) => kind === "error");
  if (found.length === 0) return "";
  const articles = found.map((cause) => article("error", headingText(cause), cause, clauses));
  return `<section><h2>Errors of the suite (${found.length})</h2>
<p class="quiet">These clauses could not be judged because of errors in the suite or of the connection, not of the target.</p>${articles.join("\n")}</section>`;
}

/** Refuted assumptions, and the answer to each assumption. */
export function assumptions({ causes, clauses, assumptions: answers }: Report): string {
  const groups = byAssumptions(causes.filter(({ kind }) => kind === "finding"));
  if (groups.length === 0 && answers.length === 0) return "";
  const shown = groups.map((some) => refuted(some, answers, clauses));
  const count = groups.length === 0 ? "" : ` (${groups.length})`;
  return `<section id="assumptions"><h2>What differs from assumptions${count}</h2>
<p class="quiet">Where the documents are silent, this project assumes something. A difference refutes the assumption; it is no failure of the target.</p>
${groups.length === 0 ? "<p>Nothing does.</p>" : shown.join("\n")}${answersTable(answers)}</section>`;
}

function refuted(
  some: readonly Cause[],
  answers: readonly AssumptionAnswer[],
  clauses: readonly ClauseResult[],
): string {
  const [first, ...others] = some as [Cause, ...Cause[]];
  const about = answers.filter(({ id }) => first.assumptions.includes(id));
  const assumed = about
    .map(({ id, assumed: text }) => `<dt>${escaped(id)} assumes</dt><dd>${escaped(text.trim())}</dd>`)
    .join("");
  const count = some.reduce((sum, cause) => sum + cause.clauses.length, 0);
  const title = `${first.assumptions.join(" or ")}${about[0] ? `: ${about.map((one) => one.title).join(" or ")}` : ""}`;
  const rest =
    others.length === 0
      ? ""
      : `<details><summary>${others.length} more ${others.length === 1 ? "difference" : "differences"} about it</summary>${others
          .map((cause) => article("finding", headingText(cause), cause, clauses))
          .join("\n")}</details>`;
  return `<article class="finding"><h3>${escaped(title)} <span class="quiet">refuted by ${clauseCount(count)}</span></h3>
<dl>${assumed}</dl><p>Instead: ${headingText(first)}</p>${body(first, clauses)}${rest}</article>`;
}

const clauseCount = (count: number): string => `${count} ${count === 1 ? "clause" : "clauses"}`;

function headingText(cause: Cause): string {
  const more = cause.clauses.length - 1;
  const found = more > 0 ? ` <span class="quiet">and ${clauseCount(more)} more</span>` : "";
  return escaped(headingOf(cause)) + found;
}

function article(look: string, heading: string, cause: Cause, clauses: readonly ClauseResult[]): string {
  return `<article class="${look}"><h3>${heading}</h3>${body(cause, clauses)}</article>`;
}

/** The example of a cause, with its exchange; other clauses and exchanges folded. */
function body({ example, clauses: ids }: Cause, clauses: readonly ClauseResult[]): string {
  const clause = clauses.find(({ id }) => id === example.clause);
  const told = expectedAndGot(example.reason);
  const facts: [name: string, value: string][] = [
    ["Clause", `${example.title} [${example.clause}]`],
    ...(told
      ? ([
          ["Expected", told.expected],
          ["Got", told.got],
        ] as [string, string][])
      : [["Why", example.reason] as [string, string]]),
  ];
  const by = clause && clause.by.length > 0 ? clause.by : (clause?.provenance ?? []);
  if (by.length > 0) facts.push(["Source", by.join(", ")]);
  if (clause?.drift) facts.push(["Stale drift", driftText(clause.drift)]);
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join("");
  const failed = clause && failedExchange(clause);
  return [
    `<dl>${list}</dl>`,
    failed
      ? `<p class="quiet">The request${example.request === "" ? "" : ", signed by spi-emulator or by curl"}, and its answer:</p>`
      : "",
    example.request === "" ? "" : `<pre>${escaped(example.request)}</pre>`,
    example.curl === "" ? "" : `<pre>${escaped(example.curl)}</pre>`,
    failed ? `<pre>${escaped(answerText(failed))}</pre>` : "",
    clause?.script === undefined ? "" : scriptOf(clause.script),
    clause ? allExchanges(clause, failed) : "",
    otherClauses(ids.slice(1), clauses),
  ].join("");
}

function scriptOf(script: string): string {
  return `<p class="quiet">The whole sequence, as a shell script:</p><pre>${escaped(script)}</pre>`;
}

/** Maximum number of shown exchanges per clause; the last ones are shown. */
const MAX_EXCHANGES = 6;

function allExchanges({ exchanges }: ClauseResult, failed: ExchangeRecord | undefined): string {
  if (exchanges.length < 2) return "";
  const last = exchanges.slice(-MAX_EXCHANGES);
  const left = exchanges.length - last.length;
  const note = left > 0 ? `<p class="quiet">${left} earlier ones are in the JSON report.</p>` : "";
  const shown = last.map((exchange) => {
    const { method, url, requestBody } = exchange;
    const mark = exchange === failed ? "  <- the one above" : "";
    const request = `${method} ${url}${mark}${requestBody === null ? "" : `\n\n${requestBody}`}`;
    return `<pre>${escaped(request)}</pre><pre>${escaped(answerText(exchange))}</pre>`;
  });
  return `<details><summary>All requests of this clause (${exchanges.length})</summary>${note}${shown.join("")}</details>`;
}

function answerText({ status, responseHeaders, responseBody }: ExchangeRecord): string {
  if (status === null) return "no answer";
  const headers = Object.entries(responseHeaders).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP ${status}`, ...headers, "", responseBody ?? ""].join("\n").trim();
}

function otherClauses(ids: readonly string[], clauses: readonly ClauseResult[]): string {
  if (ids.length === 0) return "";
  const rows = ids.map((id) => {
    const clause = clauses.find((one) => one.id === id);
    return `<li>${escaped(clause?.title ?? "")} <code class="id">${escaped(id)}</code><br><span class="quiet">${escaped((clause?.reason ?? "").slice(0, 300))}</span></li>`;
  });
  return `<details><summary>${clauseCount(ids.length)} more found the same</summary><ul>${rows.join("\n")}</ul></details>`;
}

function answersTable(answers: readonly AssumptionAnswer[]): string {
  if (answers.length === 0) return "";
  const looks = { confirmed: "conforms", refuted: "finding", open: "finding", "not touched": "skipped" };
  const rows = answers.map(
    ({ id, title, assumed, answer, conforming, refuting }) =>
      `<tr><td>${escaped(id)}</td><td>${escaped(title)}<br><span class="quiet">${escaped(assumed.trim())}</span></td><td><span class="tag ${looks[answer]}">${answer}</span></td><td>${conforming}</td><td>${refuting}</td></tr>`,
  );
  const of = (answer: AssumptionAnswer["answer"]): number =>
    answers.filter((one) => one.answer === answer).length;
  return `<details><summary>All assumptions: ${of("confirmed")} confirmed, ${of("refuted")} refuted, ${of("open")} open, ${of("not touched")} not touched</summary><table>
<thead><tr><th>Id</th><th>Assumption</th><th>Answer</th><th>Clauses for it</th><th>Clauses against it</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></details>`;
}
