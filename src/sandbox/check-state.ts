import { ONE_RECORD, type Steps } from "../domain/steps.js";
import { checkingTables, type RecordProblem, recordProblemText } from "../domain/check-tables.js";
import { RECORD_SHAPES } from "../domain/record-shapes.js";
import type { Tables } from "../domain/records.js";
import type { CheckRecords } from "../persistence/log-replay.js";
import { SEED_TOKEN } from "./apply-seed.js";

/** Finds the first record that a sandbox cannot use, in steps; null if the whole state is good. */
export function* checkingState(tables: Tables): Steps<RecordProblem | null> {
  const problem = yield* checkingTables(tables);
  if (problem !== null) return problem;
  const named = new Set<string>();
  for (const { account_id, token_name } of tables.tokens.values())
    if (token_name === SEED_TOKEN) named.add(account_id);
  for (const { id } of tables.accounts.values()) {
    if (!named.has(id))
      return { table: "accounts", id, reason: `it has no token with the name ${JSON.stringify(SEED_TOKEN)}` };
    yield ONE_RECORD;
  }
  return null;
}

/** The same check for a state file. */
export const checkRecords: CheckRecords = Object.assign(
  function* (tables: Tables) {
    const problem = yield* checkingState(tables);
    return problem && { ...problem, text: recordProblemText(problem) };
  },
  { shapes: RECORD_SHAPES },
);
