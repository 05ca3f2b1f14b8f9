import { jsonOrNone } from "../../src/text/json-or-none.js";
import type { ExchangeRecord } from "../target/answer.js";
import { inWords } from "../judge/mismatch.js";
import type { ClauseResult, Report } from "./report.js";
import { isObject } from "../../src/schema/json-type.js";
import { NormalForm } from "./normal-form.js";
import { valueDrift } from "./value-drift.js";

/** A difference between two targets. */
export interface Drift {
  clause: string;
  /** `verdict`, or an answer and the place in it: `POST /products 201: snaps[0]`. */
  place: string;
  first: string;
  second: string;
}

/** Compares two runs of the suite clause by clause. Clauses that only one of them judged are no drift. */
export function diffReports(first: Report, second: Report): Drift[] {
  const others = byId(second);
  return first.clauses.flatMap((one) => {
    const other = others.get(one.id);
    return !other || isUnjudged(one) || isUnjudged(other) ? [] : clauseDrift(one, other, [first, second]);
  });
}

/** Ids of clauses that only one of the runs judged, and why the other did not. */
export function judgedOnce(first: Report, second: Report): { clause: string; why: string }[] {
  const reports = [byId(first), byId(second)];
  const ids = new Set(reports.flatMap((clauses) => [...clauses.keys()]));
  return [...ids].flatMap((id) => {
    const both = reports.map((clauses) => clauses.get(id));
    const judged = both.filter((clause) => clause && !isUnjudged(clause));
    if (judged.length !== 1) return [];
    const other = both.find((clause) => clause === undefined || isUnjudged(clause));
    const side = both.indexOf(other) === 0 ? "first" : "second";
    return [{ clause: id, why: `${side}: ${other?.reason ?? "the report does not have it"}` }];
  });
}

const byId = ({ clauses }: Report): Map<string, ClauseResult> =>
  new Map(clauses.map((clause) => [clause.id, clause]));

const isUnjudged = ({ verdict }: ClauseResult): boolean => verdict === "skipped" || verdict === "error";

function clauseDrift(one: ClauseResult, other: ClauseResult, reports: readonly [Report, Report]): Drift[] {
  const drift = (place: string, first: string, second: string): Drift => ({
    clause: one.id,
    place,
    first,
    second,
  });
  const verdicts = one.verdict === other.verdict ? [] : [drift("verdict", verdictOf(one), verdictOf(other))];
  if (one.varies || other.varies) return verdicts;
  const forms = [new NormalForm(), new NormalForm()] as const;
  const length = Math.min(one.exchanges.length, other.exchanges.length);
  for (let index = 0; index < length; index += 1) {
    const [mine, theirs] = [one.exchanges[index]!, other.exchanges[index]!];
    // From here on the two runs took different paths, which shows in the verdicts.
    if (mine.operation !== theirs.operation || mine.method !== theirs.method) break;
    const place = `${mine.method} ${mine.operation ?? pathOf(mine, reports[0])}`;
    const found = exchangeDrift([mine, theirs], forms);
    verdicts.push(...found.map((each) => drift(`${place}${each.place}`, each.first, each.second)));
  }
  return verdicts;
}

const verdictOf = ({ verdict, reason }: ClauseResult): string =>
  reason === null ? verdict : `${verdict}: ${reason}`;

const pathOf = ({ url }: ExchangeRecord, { target }: Report): string => url.replace(target.url, "");

function exchangeDrift(
  pair: readonly [ExchangeRecord, ExchangeRecord],
  forms: readonly [NormalForm, NormalForm],
): { place: string; first: string; second: string }[] {
  const [one, other] = pair;
  forms.forEach((form, side) => {
    form.text(pair[side]!.url);
    form.of(parsed(pair[side]!.requestBody));
  });
  const shown = (status: number | null): string => (status === null ? "no answer" : String(status));
  if (one.status !== other.status) {
    return [{ place: ", status", first: shown(one.status), second: shown(other.status) }];
  }
  const place = ` ${shown(one.status)}`;
  const types = pair.map(({ responseHeaders }) =>
    (responseHeaders["content-type"] ?? "none").split(";")[0]!.trim(),
  );
  if (types[0] !== types[1])
    return [{ place: `${place}, content type`, first: types[0]!, second: types[1]! }];
  const bodies = pair.map(({ responseBody }) => parsed(responseBody));
  // Bodies that are not JSON, or were truncated, are not compared.
  if (bodies.includes(undefined)) return [];
  const normal = bodies.map((body, side) => forms[side]!.of(withoutTexts(body, one.status ?? 0)));
  const wholeList = one.method === "GET" && !one.url.includes("?");
  return valueDrift(normal[0], normal[1], { wholeList }).map(({ path, first, second }) => ({
    place: path === "" ? place : `${place}: ${path}`,
    first: first === undefined ? "missing" : inWords(first),
    second: second === undefined ? "missing" : inWords(second),
  }));
}

/** An error's texts are for people and not part of the contract; whether there is a text or none (L 851) is. */
function withoutTexts(body: unknown, status: number): unknown {
  if (status < 400 || !isObject(body)) return body;
  const blank = (text: unknown): unknown => (typeof text === "string" && text !== "" ? "<text>" : text);
  const texts = Object.entries(isObject(body["extra"]) ? body["extra"] : {}).map(([name, text]) => [
    name,
    blank(text),
  ]);
  return {
    ...body,
    ...("message" in body ? { message: blank(body["message"]) } : {}),
    ...(isObject(body["extra"]) ? { extra: Object.fromEntries(texts) as unknown } : {}),
  };
}

/** Undefined if it is not JSON. */
function parsed(text: string | null): unknown {
  return text === null || text === "" ? null : jsonOrNone(text);
}
