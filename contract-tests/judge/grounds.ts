import type { ExchangeRecord } from "../target/answer.js";
import { factsOf } from "../../src/spec/operation-facts.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import type { ContractSpec } from "../run/contract-spec.js";

/**
 * The grounds of an assertion: every statement that has to be true for an answer to be wrong. If all are documented (D, L, P),
 * the answer is a failure; with an assumption or a contradiction among them it is a finding
 * about that.
 */
export type Grounds = readonly string[];

/** Whether a statement is an assumption: `A-13`. */
export const isAssumption = (statement: string): boolean => /^A-\d+$/.test(statement);

/** The assumptions among the grounds, of which any may be wrong. */
export const assumptionsIn = (grounds: Grounds): string[] => grounds.filter(isAssumption);

/** All of these, each once. */
export const allOf = (...grounds: readonly Grounds[]): Grounds => [...new Set(grounds.flat())];

/** The grounds of every assertion about an operation that is assumed as a whole (contract.md §11). */
export function groundsOfOperation(operationId: string): Grounds {
  const assumed = factsOf(operationId)?.assumedBy ?? null;
  return assumed === null ? [] : [assumed];
}

/**
 * Assumptions about the existence of answers and fields. The others are about the meaning of a field or the refusal of a
 * request; they do not change that a documented field exists.
 */
const ABOUT_FORM = new Set(["A-01", "A-02", "A-05", "A-07", "A-08", "A-15", "A-19", "A-21", "A-25", "A-33"]);

/** The assumptions about existence and type among the statements. */
export const formAssumptionsIn = (statements: Grounds): Grounds =>
  statements.filter((statement) => ABOUT_FORM.has(statement));

/** The statements about the existence and type of a place; all of its statements if none is. */
export function formGrounds(statements: Grounds): Grounds {
  const isDocumented = statements.some((statement) => !isAssumption(statement));
  return isDocumented
    ? statements.filter((statement) => !isAssumption(statement) || ABOUT_FORM.has(statement))
    : statements;
}

/** The grounds of the existence and type of a place in an answer. */
export const groundsOfPlace = ({ provenance, outer }: SchemaView): Grounds =>
  allOf(formGrounds(provenance), formAssumptionsIn(outer));

/** The grounds of the bounds of its values. */
export const groundsOfBounds = ({ provenance, outer }: SchemaView): Grounds =>
  allOf(provenance, formAssumptionsIn(outer));

/**
 * The grounds of the status code of a refusal. Documented are the 404 (L 753-758, 847-853) and the codes of the token
 * endpoint (P).
 */
export function groundsOfCode(status: number, operationId: string | null): Grounds {
  if (status === 404 || operationId === "createToken") return [];
  return status === 401 ? ["A-05"] : ["A-01"];
}

/** Whether a statement is a contradiction of the documents, of which a target may honour either side: `C-1`. */
const isContradiction = (statement: string): boolean => /^C-\d+$/.test(statement);

/** Of the grounds, those that may be what is wrong: a target that differs is a finding, not a failure. */
export const openIn = (grounds: Grounds): string[] =>
  grounds.filter((statement) => isAssumption(statement) || isContradiction(statement));

/** What an exchange with an answer that was not expected rests on: its operation, and what its parts are known from. */
export function groundsOfCall(exchange: ExchangeRecord, expected: number): Grounds {
  const { operation } = exchange;
  // Credentials are judged before anything else of a request.
  if (operation === null || expected === 401) return [];
  return allOf(
    groundsOfOperation(operation),
    PARTS.filter((part) => part.operation.test(operation) && part.has(exchange)).map(({ by }) => by),
  );
}

/** Parts of requests that have grounds of their own. */
const PARTS: readonly { operation: RegExp; has: (exchange: ExchangeRecord) => boolean; by: string }[] = [
  {
    operation: /TestEvents$/,
    has: ({ url }) => /[?&](image_unique_id|start_date|end_date)=/.test(url),
    by: "A-23",
  },
  { operation: /^postTestResult$/, has: sends(/"test_status":\s*"(FAILED|ERROR)"/), by: "A-20" },
  { operation: /^legacyAdvertiseImage$/, has: sends(/"upgrade_snaps"/), by: "A-26" },
  { operation: /^listTestResults(Alias)?$/, has: ({ status }) => status === 404, by: "C-1" },
  { operation: /^advertiseGoldMaster$/, has: ({ status }) => status === 404, by: "C-2" },
  { operation: /^advertiseSnap$/, has: sends(/"snaps"/), by: "C-2" },
  {
    operation: /^advertiseImage$/,
    has: ({ status, requestBody }) =>
      status === 400 && !/"channel".*"extra_snaps"|"extra_snaps".*"channel"/s.test(requestBody ?? ""),
    by: "C-4",
  },
  { operation: /^advertiseImage$/, has: sends(/"image_reference":\s*null/), by: "C-5" },
];

function sends(pattern: RegExp): (exchange: ExchangeRecord) => boolean {
  return ({ requestBody }) => pattern.test(requestBody ?? "");
}

/** The grounds of the acceptance of a correct request of an operation. */
export const groundsOfTaking = ({ reader }: ContractSpec, operationId: string): Grounds =>
  allOf(formGrounds(reader.operation(operationId).provenance), groundsOfOperation(operationId));
