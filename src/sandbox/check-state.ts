import { checkTables, type RecordProblem, recordProblemText } from "../domain/check-tables.js";
import type { Tables } from "../domain/records.js";
import type { CheckRecords } from "../persistence/log-replay.js";
import { SEED_TOKEN } from "./apply-seed.js";

/** The first record that a sandbox cannot use; null if the whole state is good. */
export function checkState(tables: Tables): RecordProblem | null {
  const problem = checkTables(tables);
  if (problem !== null) return problem;
  const named = new Set<string>();
  for (const { account_id, token_name } of tables.tokens.values())
    if (token_name === SEED_TOKEN) named.add(account_id);
  for (const { id } of tables.accounts.values()) {
    if (!named.has(id))
      return { table: "accounts", id, reason: `it has no token with the name ${JSON.stringify(SEED_TOKEN)}` };
  }
  return null;
}

/** The same check for a state file. */
export const checkRecords: CheckRecords = (tables) => {
  const problem = checkState(tables);
  return problem && { ...problem, text: recordProblemText(problem) };
};
