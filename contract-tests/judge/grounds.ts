import { factsOf } from "../../src/spec/operation-facts.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import type { ContractSpec } from "../run/contract-spec.js";

/**
 * The grounds of an assertion: every statement that has to be true for an answer to be wrong. Documented all through
 * (D, L, P), the answer is a failure; with one assumption among them it is a finding about that assumption.
 */
export type Grounds = readonly string[];

/** Whether a statement is an assumption of ours: `A-13`. */
export const isAssumption = (statement: string): boolean => /^A-\d+$/.test(statement);

/** The assumptions among the grounds: any of them may be what is wrong. */
export const assumptionsIn = (grounds: Grounds): string[] => grounds.filter(isAssumption);

/** All of these, each once. */
export const allOf = (...grounds: readonly Grounds[]): Grounds => [...new Set(grounds.flat())];

/** What everything rests on that is asserted of an operation which is assumed as a whole (contract, section 11). */
export function groundsOfOperation(operationId: string): Grounds {
  const assumed = factsOf(operationId)?.assumedBy ?? null;
  return assumed === null ? [] : [assumed];
}

/**
 * Assumptions that say which answers and fields there are. The others say what a field means, or which request is refused:
 * a documented field is documented, whatever is assumed of its value.
 */
const ABOUT_FORM = new Set(["A-01", "A-02", "A-05", "A-07", "A-08", "A-15", "A-19", "A-21", "A-25", "A-33"]);

/** The assumptions among the statements that say that something is there, and of which type. */
export const formAssumptionsIn = (statements: Grounds): Grounds =>
  statements.filter((statement) => ABOUT_FORM.has(statement));

/** Of what is known of a place, that which says that it is there, and of which type; all of it where nothing else does. */
export function formGrounds(statements: Grounds): Grounds {
  const isDocumented = statements.some((statement) => !isAssumption(statement));
  return isDocumented
    ? statements.filter((statement) => !isAssumption(statement) || ABOUT_FORM.has(statement))
    : statements;
}

/** What has to be true for a place of an answer to be there, and of its type. */
export const groundsOfPlace = ({ provenance, outer }: SchemaView): Grounds =>
  allOf(formGrounds(provenance), formAssumptionsIn(outer));

/** What has to be true for its values to be within their bounds. */
export const groundsOfBounds = ({ provenance, outer }: SchemaView): Grounds =>
  allOf(provenance, formAssumptionsIn(outer));

/**
 * What it rests on that a refusal has this standard code, and no other. Documented are the 404 (L 753-758, 847-853) and
 * the codes of the token endpoint (P).
 */
export function groundsOfCode(status: number, operationId: string | null): Grounds {
  if (status === 404 || operationId === "createToken") return [];
  return status === 401 ? ["A-05"] : ["A-01"];
}

/** What has to be true for a right request of an operation to be taken. */
export const groundsOfTaking = ({ reader }: ContractSpec, operationId: string): Grounds =>
  allOf(formGrounds(reader.operation(operationId).provenance), groundsOfOperation(operationId));
