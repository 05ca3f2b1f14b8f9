import { harmlessLine } from "../src/text/harmless.js";
import { withoutVerdict } from "../contract-tests/report/causes.js";
import type { JudgedExchange } from "./judge/traffic-judge.js";
import type { RuleVerdict } from "./judge/rule-verdict.js";

/** The maximum number of characters of a path and of a reason in a line. */
const MAX_PATH = 120;
const MAX_REASON = 400;

/** An exchange for the terminal: one line, and one more for each thing that differs. */
export function exchangeText({ exchange, operation, problems, request }: JudgedExchange): string {
  const { n, began, ended, method, path, answer, failure, account, isSigned } = exchange;
  const time = new Date(began).toISOString().slice(11, 19);
  const status = answer === null ? (failure?.code ?? "none") : String(answer.status);
  const who = account ?? (isSigned ? "signature unknown" : "unsigned");
  const head = [time, String(n).padStart(4), status, method, shortened(path, MAX_PATH)].join("  ");
  const facts = [operation ?? "no operation", who, `${Math.round(ended - began)} ms`].join(", ");
  const mistakes = request.map((text) => `        request  ${shortened(text, MAX_REASON)}`);
  return [`${head}  (${facts})`, ...problems.map(problemText), ...mistakes]
    .map((line) => `${harmlessLine(line)}\n`)
    .join("");
}

/** What differs, in one line: `VIOLATION  D 257: expected ...; got ...`. */
export function problemText({ judgement: { verdict, reason, by } }: RuleVerdict): string {
  const label = { fails: "VIOLATION", finding: "FINDING", error: "ERROR" }[verdict as "fails"];
  const text = withoutVerdict(reason ?? "").split("\n")[0]!;
  return `        ${label}${by.length === 0 ? "" : `  ${by.join(", ")}`}: ${shortened(text, MAX_REASON)}`;
}

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}...` : text;
