import { stringify } from "yaml";
import { compileSchema } from "../../src/documents/compile-schema.js";
import { DocumentError, readYaml } from "../../src/documents/yaml-document.js";
import { unknownName } from "../../src/schema/words.js";
import type { ClauseResult } from "../report/report.js";

/** A difference between contract and deployment that is known and accepted for a while. */
export interface KnownDrift {
  /** The id of a clause, or of what exploring, a proxy or a replay found. */
  clause: string;
  reason: string;
  owner: string;
  /** The last day on which it is accepted: `2027-01-31`. */
  expires: string;
}

/** How ids of what exploring finds begin; unlike those of clauses, they are not known before. */
export const EXPLORED = "explore.";

const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["drift"],
  properties: {
    drift: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["clause", "reason", "owner", "expires"],
        properties: {
          clause: { type: "string", minLength: 1, description: "id of a clause" },
          reason: { type: "string", minLength: 1, description: "the reason for accepting it" },
          owner: { type: "string", minLength: 1, description: "the person or team that is responsible" },
          expires: {
            type: "string",
            pattern: "^\\d{4}-\\d{2}-\\d{2}$",
            "x-accepted": "a day such as 2027-01-31",
          },
        },
      },
    },
  },
};

/** Ids of what a proxy and a replay find, which depend on the traffic. */
const OF_TRAFFIC = /^(traffic|replay)\./;

/** Reads `known-drift.yaml`. `clauses`: the ids of all clauses; null: any id. @throws DocumentError naming file and line, also for an unknown clause */
export function readKnownDrift(file: string, clauses: readonly string[] | null): KnownDrift[] {
  const { value, places } = readYaml<{ drift: KnownDrift[] }>(file, {
    what: "a list of known drift",
    schema: compileSchema<{ drift: KnownDrift[] }>(SCHEMA),
  });
  const problems = value.drift.flatMap(({ clause, expires }, index) => {
    const at = (field: string, problem: string): string => places.problem(["drift", index, field], problem);
    const found: string[] = [];
    const isFound = OF_TRAFFIC.test(clause) || clause.startsWith(EXPLORED);
    if (clauses?.includes(clause) === false && !isFound) found.push(at("clause", nameless(clause, clauses)));
    else if (value.drift.findIndex((other) => other.clause === clause) < index)
      found.push(at("clause", `${clause} is listed twice`));
    if (Number.isNaN(Date.parse(expires))) found.push(at("expires", `got "${expires}", which is not a day`));
    return found;
  });
  if (problems.length > 0) throw new DocumentError(problems);
  return value.drift;
}

/** How long new drift is accepted, in milliseconds. */
const ACCEPTED_MS = 30 * 86_400_000;

/**
 * The known drift that would cover all that differs in a run, as YAML: what is known already and still occurs, then what
 * is new, for 30 days and with the clause's own reason, for somebody to edit.
 */
export function driftText(
  results: readonly ClauseResult[],
  known: readonly KnownDrift[],
  owner: string,
): string {
  const expires = new Date(Date.now() + ACCEPTED_MS).toISOString().slice(0, 10);
  const differing = results.filter(({ verdict }) => ["fails", "finding", "error"].includes(verdict));
  const drift = differing.map(
    ({ id, reason, title }): KnownDrift =>
      known.find(({ clause }) => clause === id) ?? {
        clause: id,
        reason: (reason ?? title).split("\n")[0]!,
        owner,
        expires,
      },
  );
  return stringify({ drift });
}

/** Suggests the nearest id, because the list has hundreds. */
const nameless = (clause: string, clauses: readonly string[]): string =>
  unknownName(`unknown clause ${clause}`, clause, clauses).replace(/; accepted: .*$/s, "");

/** Marks results that known drift covers, and reports stale drift: expired, or no longer present. */
export function applyDrift(
  results: readonly ClauseResult[],
  known: readonly KnownDrift[],
  today = new Date().toISOString().slice(0, 10),
): { clause: string; why: string }[] {
  const stale: { clause: string; why: string }[] = [];
  for (const { clause, ...drift } of known) {
    const result = results.find(({ id }) => id === clause);
    if (!result || result.verdict === "skipped") continue;
    const isExpired = drift.expires < today;
    if (isExpired)
      stale.push({ clause, why: `expired on ${drift.expires} (${drift.owner}: ${drift.reason})` });
    else if (result.verdict === "conforms")
      stale.push({
        clause,
        why: `the target conforms now; remove it from the list (${drift.owner}: ${drift.reason})`,
      });
    if (result.verdict !== "conforms") result.drift = { ...drift, stale: isExpired };
  }
  return stale;
}
