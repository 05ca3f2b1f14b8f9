import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { packageFile } from "../../src/package-files.js";
import type { Cause } from "./causes.js";
import type { ClauseResult } from "../judge/clause-result.js";

/** What a run says of an assumption of this project. */
export interface AssumptionAnswer {
  id: string;
  title: string;
  /** What was assumed. */
  assumed: string;
  /** `open`: only refuted together with another one, so that either may be wrong. */
  answer: "confirmed" | "refuted" | "open" | "not touched";
  /** What the target does instead, the most frequent first. */
  instead: string[];
  /** How many clauses conform that rest on it, and how many refute it. */
  conforming: number;
  refuting: number;
}

interface Assumption {
  id: string;
  title: string;
  assumed: string;
}

/** Every assumption of `assumptions.yaml` with its answer. */
export function assumptionAnswers(
  clauses: readonly ClauseResult[],
  causes: readonly Cause[],
): AssumptionAnswer[] {
  const all = parse(readFileSync(packageFile("assumptions.yaml"), "utf8")) as Assumption[];
  return all.map(({ id, title, assumed }) => {
    const against = causes.filter(({ assumptions }) => assumptions.includes(id));
    const conforming = clauses.filter(
      ({ verdict, provenance }) => verdict === "conforms" && provenance.includes(id),
    ).length;
    return {
      ...{ id, title, assumed, answer: answerOf(against, conforming) },
      instead: against.map(({ operation, summary }) => `${operation}: ${summary}`),
      conforming,
      refuting: against.reduce((sum, cause) => sum + cause.clauses.length, 0),
    };
  });
}

function answerOf(against: readonly Cause[], conforming: number): AssumptionAnswer["answer"] {
  if (against.some(({ assumptions }) => assumptions.length === 1)) return "refuted";
  if (against.length > 0) return "open";
  return conforming > 0 ? "confirmed" : "not touched";
}
