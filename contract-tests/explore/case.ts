import type { ClauseResult } from "../judge/clause-result.js";
import { allOf, type Grounds } from "../judge/grounds.js";
import { Mismatch } from "../judge/mismatch.js";
import { judge, type Judgement } from "../judge/verdict.js";
import type { Context } from "../run/context.js";
import { type Session, withFailed } from "../run/session.js";
import type { Found } from "./difference.js";
import { EXPLORED } from "../judge/known-drift.js";
import { groundsOfHolding } from "./holding.js";
import { scriptOf } from "./script.js";
import type { Step } from "./step.js";

/** A difference with the sequence that shows it. */
export interface Case {
  found: Found;
  steps: readonly Step[];
  context: Context;
}

/** Maximum number of exchanges in a report; the last ones are kept. */
const MAX_EXCHANGES = 40;

/** The verdict of a difference, by its grounds. */
export function judgeCase(one: Case): Judgement {
  const { operation } = one.steps.at(-1)!;
  return judge({ provenance: [], operation }, judgedError(one));
}

/** A difference as a result of the suite. Its id follows from what differs, so that it is the same in another run. */
export function caseResult(session: Session, one: Case, seed: string): ClauseResult {
  const { found, steps, context } = one;
  const { operation } = steps.at(-1)!;
  const { exchange, ...verdict } = judgeCase(one);
  const { url, organization } = session.target;
  const reason = session.redact(verdict.reason ?? "");
  const title = `${steps.length} request${steps.length === 1 ? "" : "s"}, of which the last gets another answer than from the model`;
  return {
    ...resultFor(`${EXPLORED}${inId(found.key)}`, title, exchange?.operation ?? operation),
    ...verdict,
    ...{ reason, script: scriptOf(session.spec, { url, organization, seed, steps, reason }) },
    ...withFailed(context.exchanges.slice(-MAX_EXCHANGES), exchange ?? found.answer?.exchange),
  };
}

const inId = (key: string): string => key.replaceAll(/[^\w-]+/g, ".").replace(/^\.|\.$/g, "");

/** The error with the grounds that the other steps add: what they do must be as assumed, too. */
function judgedError({ found, steps, context }: Case): unknown {
  const { error } = found;
  if (!(error instanceof Mismatch)) return error;
  return new Mismatch(
    error.what,
    error.grounds,
    error.exchange,
    allOf(
      error.also,
      ...steps.slice(0, -1).map(groundsOfEffect),
      groundsOfMix(steps),
      groundsOfHolding(found, context.exchanges),
    ),
  );
}

/** What an earlier step leaves behind, as far as it is assumed. */
function groundsOfEffect({ operation, by }: Step): Grounds {
  const effects: Readonly<Record<string, Grounds>> = {
    updateProduct: ["A-07"],
    deleteProduct: ["A-07", "A-29"],
    deleteTestSpec: ["A-08", "A-29"],
  };
  return allOf(by, effects[operation] ?? []);
}

/** That both APIs show one set of opportunities is assumed. */
function groundsOfMix(steps: readonly Step[]): Grounds {
  const last = steps.at(-1)!.operation;
  const triggers = steps.filter(({ operation }) => /dvertise/.test(operation));
  const isLegacy = (operation: string): boolean => operation.startsWith("legacy");
  const isMixed = triggers.some(({ operation }) => isLegacy(operation) !== isLegacy(last));
  return isMixed && /^(list|legacyList)Test/.test(last) ? ["A-32"] : [];
}

/** A result without a verdict. */
export function resultFor(
  id: string,
  title: string,
  operation: string,
): Omit<ClauseResult, "verdict" | "reason" | "by"> {
  return {
    ...{ id, title, operation, provenance: [], statements: [], answer: null },
    ...{ duration_ms: 0, exchanges: [] },
  };
}
