import { compileSchema } from "../../src/documents/compile-schema.js";
import { DocumentError, readYaml } from "../../src/documents/yaml-document.js";
import { unknownName } from "../../src/schema/words.js";
import type { ClauseResult } from "../report/report.js";

/** A difference between contract and deployment that is known and borne for a while. */
export interface KnownDrift {
  /** Id of a clause. */
  clause: string;
  reason: string;
  owner: string;
  /** The last day on which it is borne: `2027-01-31`. */
  expires: string;
}

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
          reason: { type: "string", minLength: 1, description: "why it is borne" },
          owner: { type: "string", minLength: 1, description: "who sees to it" },
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

/** Reads `known-drift.yaml`. @throws DocumentError naming file and line, also for a clause that there is not */
export function readKnownDrift(file: string, clauses: readonly string[]): KnownDrift[] {
  const { value, places } = readYaml<{ drift: KnownDrift[] }>(file, {
    what: "a list of known drift",
    schema: compileSchema<{ drift: KnownDrift[] }>(SCHEMA),
  });
  const problems = value.drift.flatMap(({ clause, expires }, index) => {
    const at = (field: string, problem: string): string => places.problem(["drift", index, field], problem);
    const found: string[] = [];
    if (!clauses.includes(clause)) found.push(at("clause", nameless(clause, clauses)));
    else if (value.drift.findIndex((other) => other.clause === clause) < index)
      found.push(at("clause", `${clause} is listed twice`));
    if (Number.isNaN(Date.parse(expires))) found.push(at("expires", `got "${expires}", which is no day`));
    return found;
  });
  if (problems.length > 0) throw new DocumentError(problems);
  return value.drift;
}

/** The nearest id helps; the whole list of hundreds does not. */
const nameless = (clause: string, clauses: readonly string[]): string =>
  unknownName(`there is no clause ${clause}`, clause, clauses).replace(/; accepted: .*$/s, "");

/** Marks results that known drift covers; tells what of it is stale: expired, or no longer there. */
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
        why: `the target conforms now; take it off the list (${drift.owner}: ${drift.reason})`,
      });
    if (result.verdict !== "conforms") result.drift = { ...drift, stale: isExpired };
  }
  return stale;
}
