import type { ExchangeRecord } from "../target/answer.js";
import { isObject } from "../../src/schema/json-type.js";
import { factsOf } from "../../src/spec/operation-facts.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import type { DeclaredAnswer } from "../../src/spec/spec-reader.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { jsonOrNone } from "../../src/text/json-or-none.js";

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

/** That the older lists show opportunities which the product API triggered, and what their older fields are, is assumed. */
const ONE_SET = "A-32";

/** The grounds of the existence and type of a place in an answer. */
export const groundsOfPlace = ({ provenance, outer }: SchemaView): Grounds =>
  allOf(
    formGrounds(provenance),
    provenance.filter((statement) => statement === ONE_SET),
    formAssumptionsIn(outer),
  );

/** The grounds of the bounds of its values. */
export const groundsOfBounds = ({ provenance, outer }: SchemaView): Grounds =>
  allOf(provenance, formAssumptionsIn(outer));

/** The grounds of the length and the characters of a text; most are assumed. */
export const groundsOfText = (place: SchemaView): Grounds =>
  allOf(groundsOfPlace(place), assumptionsIn(formGrounds(place.namedProvenance)));

/** The grounds of an answer's form or, for a refusal, at least of the refusal. */
export function groundsOfAnswer(status: string, { provenance }: DeclaredAnswer): Grounds {
  const ofForm = formAssumptionsIn(provenance);
  return status.startsWith("2") || ofForm.length > 0 ? ofForm : assumptionsIn(provenance);
}

/**
 * The grounds of the status code of a refusal. Documented are the 404 (L 753-758, 847-853) and the codes of the token
 * endpoint (P).
 */
export function groundsOfCode(status: number, operationId: string | null): Grounds {
  if (status === 404 || operationId === "createToken") return [];
  return status === 401 ? ["A-05"] : ["A-01"];
}

/** Whether a statement is a contradiction of the documents, of which a target may honour either side: `C-1`. */
export const isContradiction = (statement: string): boolean => /^C-\d+$/.test(statement);

/** Of the grounds, those that may be what is wrong: a target that differs is a finding, not a failure. */
export const openIn = (grounds: Grounds): string[] =>
  grounds.filter((statement) => isAssumption(statement) || isContradiction(statement));

/** What an exchange with an answer that was not expected rests on: its operation, and what its parts are known from. */
export function groundsOfCall(exchange: ExchangeRecord, expected?: number): Grounds {
  const { operation } = exchange;
  // Credentials are judged before anything else of a request, so that it does not matter what it asks.
  if (expected === 401 || exchange.status === 401) return [];
  if (operation === null) return exchange.status === 404 ? pathsOfOneSide(exchange.url) : [];
  return allOf(
    groundsOfOperation(operation),
    PARTS.filter((part) => part.operation.test(operation) && part.has(exchange)).map(({ by }) => by),
  );
}

/** A target need not have the paths of one side of a contradiction, so that any method of them is 404. */
function pathsOfOneSide(url: string): Grounds {
  const { pathname } = new URL(url);
  if (/\/products\/[^/]+\/(tests\/)?results$/.test(pathname)) return ["C-1"];
  return /\/products\/[^/]+\/gold-masters$/.test(pathname) ? ["C-2"] : [];
}

/** Parts of requests that have grounds of their own. */
const PARTS: readonly { operation: RegExp; has: (exchange: ExchangeRecord) => boolean; by: string }[] = [
  {
    operation: /TestEvents$/,
    // Only the filter by opportunity is documented; a service may require it.
    has: ({ url, status }) =>
      /[?&](image_unique_id|start_date|end_date)=/.test(url) ||
      (isRefused(status) && !/[?&]test_opportunity_id=/.test(url)),
    by: "A-23",
  },
  // Another account's agents may have the work of this one.
  {
    operation: /^(pickTestOpportunity|postTestResult)$/,
    has: ({ signed, status }) => signed === "second" && status !== null && status < 300,
    by: "A-30",
  },
  {
    operation: /./,
    has: ({ requestBody, status }) => isRefused(status) && isExtreme(requestBody ?? ""),
    by: "A-28",
  },
  {
    operation: /^(list|legacyList)Test(Events|Results)/,
    has: ({ url, status }) => status === 400 && datesIn(url).some((date) => !isShown(date)),
    by: "A-03",
  },
  // A service that takes an opportunity back refuses a post that comes late.
  { operation: /^postTestResult$/, has: ({ status }) => status === 409, by: "A-16" },
  { operation: /^createTestSpec$/, has: sends(/"image_name":\s*""/), by: "A-31" },
  { operation: /^postTestResult$/, has: sends(/"test_status":\s*"(FAILED|ERROR)"/), by: "A-20" },
  { operation: /^legacyAdvertiseImage$/, has: sends(/"upgrade_snaps"/), by: "A-26" },
  { operation: /^listTestResults(Alias)?$/, has: ({ status }) => status === 404, by: "C-1" },
  { operation: /^advertiseGoldMaster$/, has: ({ status }) => status === 404, by: "C-2" },
  { operation: /^advertiseSnap$/, has: sends(/"snaps"/), by: "C-2" },
  {
    operation: /^advertiseImage$/,
    has: ({ status, requestBody }) => status === 400 && !hasFields(requestBody, ["channel", "extra_snaps"]),
    by: "C-4",
  },
  { operation: /^advertiseImage$/, has: sends(/"image_reference":\s*null/), by: "C-5" },
];

/** The dates of a query. */
const datesIn = (url: string): string[] =>
  ["start_date", "end_date"].flatMap((name) => new URL(url).searchParams.getAll(name));

/** Whether the documents show a date in this form, with or without a zone as here (D 1068, 1098, 1099). */
const isShown = (date: string): boolean =>
  /^\d{8}T\d\d:\d\d:\d\d$|^\d{8} \d\d:\d\d:\d\d$|^\d{8} \d{6} Z$/.test(date);

const isRefused = (status: number | null): boolean => status !== null && status >= 400 && status < 500;

/** What every server reads, in characters and levels; its limits beyond that are its own. */
const PLAIN = { length: 65_536, levels: 16 };

/** Whether a body is so large or so deep that a server may refuse it. Reports have the beginning of a long one, and its length. */
function isExtreme(body: string): boolean {
  const length = Number(/\.\.\. \((\d+) in total\)$/.exec(body)?.[1] ?? body.length);
  let [levels, deepest] = [0, 0];
  for (const character of body.replace(/"(?:[^"\\]|\\.)*"/g, "")) {
    if (character === "[" || character === "{") deepest = Math.max(deepest, ++levels);
    else if (character === "]" || character === "}") levels -= 1;
  }
  return length > PLAIN.length || deepest > PLAIN.levels;
}

/** Whether a body is known to be an object with these fields; the report has only the beginning of a long one. */
function hasFields(body: string | null, names: readonly string[]): boolean {
  const value = jsonOrNone(body ?? "");
  return isObject(value) && names.every((name) => Object.hasOwn(value, name));
}

function sends(pattern: RegExp): (exchange: ExchangeRecord) => boolean {
  return ({ requestBody }) => pattern.test(requestBody ?? "");
}

/** The grounds of the acceptance of a correct request of an operation. */
export const groundsOfTaking = ({ reader }: ContractSpec, operationId: string): Grounds =>
  allOf(formGrounds(reader.operation(operationId).provenance), groundsOfOperation(operationId));

/** The grounds of a set-up: that valid credentials are accepted is documented, all else rests on its operation. */
export const groundsOfSetUp = (
  spec: ContractSpec,
  operationId: string,
  exchange?: ExchangeRecord,
): Grounds => (exchange?.status === 401 ? ["P"] : groundsOfTaking(spec, operationId));
