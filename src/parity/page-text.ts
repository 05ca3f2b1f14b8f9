import { figuresOf, figuresText } from "./figures.js";
import { knownText } from "./known.js";
import type { Parity } from "./parity-file.js";
import { type ParityAnswer, type ParityOperation, type ParityPlace, type Seen, worstOf } from "./table.js";

const INTRODUCTION = `# Parity

How the contract compares with real deployments: for each answer of each operation and each of its fields, how it is known,
and when and against what it was last seen to agree. "Documented", "legacy" and "public" are statements of the
[contract](contract.md); "assumed" is one of the [assumptions](assumptions.md); "recorded" was in an answer of a deployment.

\`spi-emulator parity --from FILE --write parity.yaml\` adds what a recording or a report of a deployment shows
([guide](guides/deployment.md)). The emulator is never a source: that it agrees with itself says nothing. A place is stale if it was
last compared long ago, or if the contract demands something else of the answer since.`;

/** `docs/parity.md`. */
export function parityPage(table: readonly ParityOperation[], parity: Parity, days: number): string {
  const { answers, fields } = figuresOf(table);
  const nothing =
    "**Nothing was compared yet:** no recording and no report of a deployment was given. So the table is empty, and all that is\n" +
    "known comes from documents, public sources and assumptions.";
  return [
    "<!-- Generated from parity.yaml and openapi.yaml by `npm run generate`. Do not edit. -->",
    "",
    INTRODUCTION,
    "",
    ...(parity.sources.length === 0
      ? [nothing]
      : [
          `${figuresText(answers, "answers")}. ${figuresText(fields, "fields")}. Stale: older than ${days} days on ${dayOf(parity.written)}.`,
          "",
          ...sourcesTable(parity),
        ]),
    "",
    "## Answers",
    "",
    ...matrix(table),
    ...table.flatMap(section),
    "",
  ].join("\n");
}

const row = (cells: readonly string[]): string => `| ${cells.map(inCell).join(" | ")} |`;
const rows = (head: readonly string[], lines: readonly (readonly string[])[]): string[] => [
  row(head),
  row(head.map(() => "---")),
  ...lines.map(row),
];
const inCell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function sourcesTable({ sources }: Parity): string[] {
  const lines = sources.map(({ on, against, kind, exchanges }) => [
    dayOf(on),
    against,
    kind,
    String(exchanges),
  ]);
  return rows(["day", "deployment", "from", "answers"], lines);
}

/** Operations and statuses; what was never compared is empty. */
function matrix(table: readonly ParityOperation[]): string[] {
  const statuses = [...new Set(table.flatMap(({ answers }) => answers.map(({ status }) => status)))].sort();
  const cell = (answers: readonly ParityAnswer[], status: string): string => {
    const answer = answers.find((one) => one.status === status);
    if (answer === undefined) return "-";
    return seenText(worstOf(answer), false);
  };
  return rows(
    ["operation", ...statuses],
    table.map(({ operationId, answers }) => [
      `[${operationId}](#${operationId.toLowerCase()})`,
      ...statuses.map((status) => cell(answers, status)),
    ]),
  );
}

/** `agrees 2026-11-30, spi.example.com`; empty if it was never compared. */
export function seenText({ state, on, against, expected, by, stale }: Seen, isLong: boolean): string {
  if (state === "never") return "";
  const mark = stale === null ? "" : ` (stale${isLong ? `: ${stale}` : ""})`;
  const why = isLong && state === "differs" ? `: expected ${expected ?? ""} (${by.join(", ")})` : "";
  return `${state} ${dayOf(on)}${isLong ? `, ${against ?? ""}` : ""}${why}${mark}`;
}

/** `2026-11-30` of a time. */
const dayOf = (time: string | null): string => (time ?? "").slice(0, 10);

function section({ operationId, method, path, answers }: ParityOperation): string[] {
  const lines = answers.flatMap((answer) =>
    grouped([answer.whole, ...answer.places]).map(({ names, known, seen }, index) => [
      index === 0 ? (answer.isDeclared ? answer.status : `${answer.status}, not in the contract`) : "",
      names.join(", "),
      known,
      seen,
    ]),
  );
  return [
    "",
    `## ${operationId}`,
    "",
    `\`${method} ${path}\``,
    "",
    ...rows(["status", "place", "known", "seen"], lines),
  ];
}

/** Places that are known in the same way and were seen in the same way, in one line. */
function grouped(places: readonly ParityPlace[]): { names: string[]; known: string; seen: string }[] {
  const groups = new Map<string, { names: string[]; known: string; seen: string }>();
  for (const { place, provenance, seen } of places) {
    const known = place.startsWith("rule ")
      ? "a rule of the suite"
      : knownText(provenance, seen.state === "agrees");
    const text = seenText(seen, true);
    const key = `${known}|${text}`;
    const name = place.startsWith("(") ? place : `\`${place}\``;
    const group = groups.get(key);
    if (group) group.names.push(name);
    else groups.set(key, { names: [name], known, seen: text });
  }
  return [...groups.values()];
}
