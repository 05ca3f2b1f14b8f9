/** What the suite may say of a model with a switch: which assumptions are refuted with the one that it is about. */
import type { ClauseResult } from "../judge/clause-result.js";
import type { ModelSwitch } from "../model/changes.js";

/**
 * The end of a span is A-17 for results and A-23 for logs; the type of a body is at the token endpoint. Each is
 * decided in one place of the model.
 */
const CONNECTED: Readonly<Record<string, readonly string[]>> = {
  "a01-any-content-type": ["A-33"],
  "a01-415-is-400": ["A-33"],
  "a17-end-inclusive": ["A-23"],
  "a17-whole-seconds": ["A-23"],
};

/** The assumptions of which a finding about a switch has to name one. */
const mayRefute = ({ id, about }: ModelSwitch): readonly string[] => [
  ...(about === null ? [] : [about]),
  ...(CONNECTED[id] ?? []),
];

/** The verdicts on a right server that the suite should not have given. */
export function wrongVerdicts(change: ModelSwitch, results: readonly ClauseResult[]): ClauseResult[] {
  if (change.fails) return [];
  const allowed = mayRefute(change);
  return results.filter(
    ({ verdict, by }) =>
      verdict === "fails" ||
      verdict === "error" ||
      (verdict === "finding" && !by.some((assumption) => allowed.includes(assumption))),
  );
}
