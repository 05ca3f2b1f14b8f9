import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { ClauseResult } from "../../contract-tests/judge/clause-result.js";
import { expectedAndGot } from "../../contract-tests/report/causes.js";
import { readReport } from "../../contract-tests/report/json.js";
import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import { operationAt } from "../../contract-tests/run/operation-of.js";
import type { Answer, ExchangeRecord } from "../../contract-tests/target/answer.js";
import type { Parity, ParitySource } from "../../src/parity/parity-file.js";
import { jsonOrNone } from "../../src/text/json-or-none.js";
import { isLoopbackName } from "../../src/text/loopback.js";
import { answerOf, recordOf } from "../judge/record.js";
import type { RuleVerdict } from "../judge/rule-verdict.js";
import { TrafficJudge } from "../judge/traffic-judge.js";
import { headOf } from "../recording/format.js";
import { FilePieces } from "../../src/text/file-pieces.js";
import { linesOf } from "../recording/lines.js";
import { openRecording } from "../recording/read.js";
import { evidenceOf } from "./evidence.js";
import { ParityTally } from "./tally.js";

/** A file that shows nothing of a deployment; the message is for the user. */
export class ParityError extends Error {
  override name = "ParityError";
}

/** How a file is taken. */
export interface CollectOptions {
  /** What the deployment is called; undefined: the host of its URL, which must not be this machine. */
  deployment: string | undefined;
}

/**
 * A record of parity with what a recording or a report shows; the same record if it has the file already.
 * @throws ParityError, RecordingError, ReportFileError
 */
export function withFile(parity: Parity, file: string, options: CollectOptions): Parity {
  const sha256 = digestOf(file);
  if (parity.sources.some((source) => source.sha256 === sha256)) return parity;
  const tally = new ParityTally();
  const kind = isRecording(file) ? "recording" : "report";
  const { on, against } =
    kind === "recording" ? ofRecording(file, tally, options) : ofReport(file, tally, parity, options);
  const { exchanges } = tally;
  if (exchanges === 0)
    throw new ParityError(`${file}: it has no answer that can be compared with the contract`);
  const source: ParitySource = { against, kind, sha256, on, exchanges };
  return tally.into(parity, source, contractSpec.reader);
}

interface Found {
  on: string;
  against: string;
}

function ofRecording(file: string, tally: ParityTally, options: CollectOptions): Found {
  const { head, exchanges } = openRecording(file);
  const against = nameOf(file, head.target, options);
  const judge = new TrafficJudge(head.target);
  let last = 0;
  for (const exchange of exchanges) {
    const { operation, verdicts } = judge.judge(exchange);
    if (operation === null || exchange.answer === null || exchange.method === "HEAD") continue;
    last = Math.max(last, exchange.ended);
    const { isCut, text } = exchange.answer.body;
    const answer = answerOf(exchange, recordOf(head.target, exchange, operation));
    if (answer === null || isCut || text === null) continue;
    const evidence = evidenceOf(operation, answer);
    if (evidence === null) continue;
    tally.add(evidence);
    for (const verdict of verdicts) noteRule(tally, verdict, evidence);
  }
  return { on: timeOf(last), against };
}

/** Of the rules, those about several exchanges: what one answer shows by itself is told place by place. */
function noteRule(
  tally: ParityTally,
  { rule, judgement }: RuleVerdict,
  { operation, status }: { operation: string; status: string },
): void {
  const { verdict, reason, by } = judgement;
  if (rule.answer === null || rule.id === `traffic.${operation}.${status}`) return;
  const at = { operation, status, id: rule.id };
  if (verdict === "conforms") tally.addRule(at, null);
  else if (verdict === "fails" || verdict === "finding")
    tally.addRule(at, { expected: expectedIn(reason), by });
}

function ofReport(file: string, tally: ParityTally, parity: Parity, options: CollectOptions): Found {
  const { target, clauses, started } = readReport(file);
  if (target.capabilities.includes("control-plane"))
    throw new ParityError(
      `${file}: ${target.url} is an emulator (it has a control plane); that it agrees with itself is no parity`,
    );
  const against = nameOf(file, target.url, options);
  for (const { exchanges } of clauses)
    for (const exchange of exchanges) {
      const answer = answerIn(exchange);
      const path = exchange.url.startsWith(target.url) ? exchange.url.slice(target.url.length) : "";
      const operation = operationAt(contractSpec, exchange.method, path)?.operation.operationId;
      if (answer === null || operation === undefined || exchange.method === "HEAD") continue;
      const evidence = evidenceOf(operation, answer);
      if (evidence !== null) tally.add(evidence);
    }
  const known = new Set(parity.answers.flatMap(({ differed }) => differed.map(({ place }) => place)));
  for (const clause of clauses) noteClause(tally, clause, known.has(`rule ${clause.id}`));
  return { on: timeOf(Date.parse(started)), against };
}

/** A clause that differs, or one that did before and agrees now. */
function noteClause(
  tally: ParityTally,
  { id, verdict, operation, answer, reason, by }: ClauseResult,
  isKnown: boolean,
): void {
  if (answer === null || !contractSpec.operations.some(({ operationId }) => operationId === operation))
    return;
  const at = { operation, status: answer, id };
  if (verdict === "conforms" && isKnown) tally.addRule(at, null);
  else if (verdict === "fails" || verdict === "finding")
    tally.addRule(at, { expected: expectedIn(reason), by });
}

/** An answer as a report has it; null if there is none, or if only its beginning is there. */
function answerIn(exchange: ExchangeRecord): Answer | null {
  const { status, responseHeaders: headers, responseBody } = exchange;
  if (status === null) return null;
  const text = responseBody ?? "";
  if (/\.\.\. \(\d+ in total\)$/.test(text)) return null;
  const json = text === "" ? undefined : jsonOrNone(text);
  const contentType = (headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  return { status, headers, text, json, contentType, exchange };
}

/** What a reason says was expected, without what came. */
const expectedIn = (reason: string | null): string =>
  (expectedAndGot(reason ?? "")?.expected ?? "the rule to hold").split("\n")[0]!.slice(0, 200);

/** To the second, in UTC. */
const timeOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** @throws ParityError */
function nameOf(file: string, url: string, { deployment }: CollectOptions): string {
  if (deployment !== undefined) return deployment;
  const { hostname, host } = new URL(url);
  if (isLoopbackName(hostname))
    throw new ParityError(
      `${file}: ${url} is on this machine, and an emulator that agrees with itself is no parity; if a deployment is behind it, add --deployment NAME`,
    );
  return host;
}

function isRecording(file: string): boolean {
  const lines = linesOf(file, 64 * 1024, () => new ParityError(""));
  try {
    const first = lines.next();
    return first.done !== true && headOf(first.value.text) !== null;
  } catch (error) {
    if (error instanceof ParityError) return false;
    throw new ParityError(`${file}: cannot be read: ${(error as Error).message}`);
  } finally {
    lines.return(undefined);
  }
}

function digestOf(file: string): string {
  let pieces: FilePieces | null = null;
  try {
    // It is read twice, to its end.
    if (!statSync(file).isFile()) throw new Error("not a file");
    pieces = new FilePieces(file);
    const digest = createHash("sha256");
    const chunk = Buffer.alloc(1024 * 1024);
    for (let read = pieces.read(chunk); read > 0; read = pieces.read(chunk))
      digest.update(chunk.subarray(0, read));
    return digest.digest("hex");
  } catch (error) {
    throw new ParityError(`${file}: cannot be read: ${(error as Error).message}`);
  } finally {
    pieces?.close();
  }
}
