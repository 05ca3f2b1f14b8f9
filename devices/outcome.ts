import { drawUnder, type Case, type Outcome } from "./case.js";
import { channelOf, hasSnap, revisionOf, triggerOf } from "./opportunity.js";
import type { OutcomeRule, RevisionCondition, RuleCondition } from "./profile.js";

/** The outcome of the first rule that matches this case; undefined if none does. */
export function outcomeByRules(rules: readonly OutcomeRule[], of: Case): Outcome | undefined {
  for (const [index, rule] of rules.entries()) {
    if (!holds(rule.when, of)) continue;
    const reason = rule.then.reason ?? `outcome rule ${index + 1} of the profile`;
    if (rule.then.rate >= 1) return { status: rule.then.status, reason, because: { rule: index } };
    const draw = drawUnder(of, `rule-${index}`, rule.then.rate);
    if (draw.value < draw.threshold) {
      return { status: rule.then.status, reason, because: { rule: index, draw } };
    }
  }
  return undefined;
}

function holds(when: RuleCondition, of: Case): boolean {
  const { opportunity } = of;
  return (
    (when.snap === undefined || hasSnap(opportunity, when.snap)) &&
    (when.revision === undefined || holdsRevision(when.revision, revisionOf(opportunity, when.snap))) &&
    (when.channel === undefined || channelOf(opportunity) === when.channel) &&
    (when.platform === undefined || (opportunity.platform ?? of.platform) === when.platform) &&
    (when.spec === undefined || opportunity.test_spec?.name === when.spec) &&
    (when.trigger === undefined || triggerOf(opportunity) === when.trigger)
  );
}

function holdsRevision(condition: RevisionCondition, revision: number | undefined): boolean {
  if (revision === undefined) return false;
  switch (condition.test) {
    case "=":
      return revision === condition.revision;
    case "!=":
      return revision !== condition.revision;
    case ">=":
      return revision >= condition.revision;
    case "<=":
      return revision <= condition.revision;
    case ">":
      return revision > condition.revision;
    case "<":
      return revision < condition.revision;
  }
}

/** Parses `12`, `"12"`, `">= 12"`. The profile's schema has checked the form. */
export function parseRevisionCondition(written: string | number): RevisionCondition {
  const match = /^(>=|<=|>|<|!=|=)?\s*(\d+)$/.exec(String(written));
  if (match === null) throw new RangeError(`not a condition on a revision: ${String(written)}`);
  return { test: (match[1] ?? "=") as RevisionCondition["test"], revision: Number(match[2]) };
}
