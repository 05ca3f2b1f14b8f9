import type { ContractSpec } from "../../contract-tests/run/contract-spec.js";
import { operationAt, type OperationAt } from "../../contract-tests/run/operation-of.js";
import {
  allOf,
  formGrounds,
  groundsOfAnswer,
  groundsOfCall,
  groundsOfCode,
  groundsOfOperation,
  groundsOfTaking,
  isAssumption,
} from "../../contract-tests/judge/grounds.js";
import { answerInWords, judgeAnswer, judgeUnmatched } from "../../contract-tests/judge/judge-answer.js";
import { GatewayPage, Mismatch, notServerError, Skip } from "../../contract-tests/judge/mismatch.js";
import type { Answer, ExchangeRecord } from "../../contract-tests/target/answer.js";
import { TransportError } from "../../contract-tests/target/transport.js";
import type { TrafficExchange } from "../exchange.js";
import { requestProblems } from "./request-problems.js";
import { type RuleVerdict, type TrafficRule, verdictOf } from "./rule-verdict.js";

/** What one exchange is by itself. */
export interface ByItself {
  verdicts: RuleVerdict[];
  /** What is wrong with the request by the spec, in words; the client's mistake if the target refused it. */
  request: readonly string[];
}

/** Judges an exchange by the spec alone: its answer's form, and whether a wrong request was taken or a right one refused. */
export function judgeByItself(
  spec: ContractSpec,
  exchange: TrafficExchange,
  { at, record, answer }: { at: OperationAt | null; record: ExchangeRecord; answer: Answer | null },
): ByItself {
  if (answer === null) return { verdicts: noAnswer(exchange, record), request: [] };
  if (at === null) return { verdicts: outside(spec, exchange, { record, answer }), request: [] };
  const { operationId } = at.operation;
  const form = verdictOf(answerRule(spec, operationId, answer.status), record, () =>
    judgeForm(spec, operationId, answer, exchange),
  );
  const problems = requestProblems(spec, at, exchange);
  const taken = verdictOf(requestRule(spec, operationId), record, () => {
    if (problems === null) throw new Skip("the request's body was not kept whole");
    judgeTaking(spec, operationId, problems, answer);
  });
  return { verdicts: [form, taken], request: (problems ?? []).map(({ text }) => text) };
}

/** The rule that an answer has the form that the spec declares. */
export function answerRule({ reader }: ContractSpec, operationId: string, status: number): TrafficRule {
  const declared = reader.answer(operationId, String(status));
  return {
    id: `traffic.${operationId}.${status}`,
    title: `${operationId}: an answer with status ${status} is as the contract says`,
    provenance: allOf(
      groundsOfOperation(operationId),
      declared ? allOf(groundsOfAnswer(String(status), declared), formGrounds(declared.provenance)) : [],
    ),
    statements: [],
    ...{ operation: operationId, answer: String(status) },
  };
}

function judgeForm(spec: ContractSpec, operationId: string, answer: Answer, exchange: TrafficExchange): void {
  const { status, contentType } = answer;
  // What stands in front of a service defers requests with a page of its own.
  if ((status === 429 || status === 503) && contentType !== "application/json") throw new GatewayPage(status);
  if (status >= 500 && status !== 503) notServerError(answer);
  const { reader } = spec;
  if (reader.answer(operationId, String(status)) === null) {
    if (status >= 500) notServerError(answer);
    const known = Object.keys(reader.operation(operationId).answers).join(", ");
    throw new Mismatch(
      { expected: `a status of ${known}`, got: answerInWords(answer) },
      allOf(
        formGrounds(reader.operation(operationId).provenance),
        groundsOfOperation(operationId),
        status >= 400 ? groundsOfCode(status, operationId) : [],
      ),
      answer.exchange,
      groundsOfCall(answer.exchange),
    );
  }
  if (exchange.method === "HEAD") throw new Skip("HEAD: the answer has no body to judge");
  const { body } = exchange.answer!;
  if (body.isCut) throw new Skip("the answer's body was not kept whole");
  if (body.text === null) throw new Skip("the answer's body cannot be read as text");
  judgeAnswer(spec, operationId, String(status), answer);
}

/** The rule that a request is refused if it breaks the spec, and not otherwise. */
function requestRule(spec: ContractSpec, operationId: string): TrafficRule {
  return {
    id: `traffic.${operationId}.request`,
    title: `${operationId}: a request is taken if it is as the contract says, and refused if not`,
    provenance: groundsOfTaking(spec, operationId).filter((one) => !isAssumption(one)),
    statements: [],
    ...{ operation: operationId, answer: null },
  };
}

/** Statuses that refuse the form of a request. Others depend on what the service knows. */
const REFUSES_FORM = new Set([400, 415, 422]);

function judgeTaking(
  spec: ContractSpec,
  operationId: string,
  problems: NonNullable<ReturnType<typeof requestProblems>>,
  answer: Answer,
): void {
  const { status, exchange } = answer;
  if (problems.length === 0) {
    if (!REFUSES_FORM.has(status)) return;
    const what = { expected: "a right request to be taken", got: answerInWords(answer) };
    throw new Mismatch(what, groundsOfTaking(spec, operationId), exchange, groundsOfCall(exchange));
  }
  if (status >= 300) return;
  const documented = problems.filter(({ grounds }) => !grounds.some(isAssumption));
  const told = documented.length > 0 ? documented : problems;
  const expected = `a refusal of ${told.map(({ text }) => text).join("; ")}`;
  throw new Mismatch(
    { expected, got: answerInWords(answer) },
    allOf(...told.map(({ grounds }) => grounds)),
    exchange,
  );
}

/** A request that calls no operation. */
function outside(
  spec: ContractSpec,
  exchange: TrafficExchange,
  { record, answer }: { record: ExchangeRecord; answer: Answer },
): RuleVerdict[] {
  const { status } = answer;
  const rule: TrafficRule = {
    id: `traffic.no-operation.${status}`,
    title: `A request that is no operation gets ${status} as the contract says`,
    provenance: status === 404 || status === 405 ? spec.reader.unmatchedAnswer(`${status}`).provenance : [],
    statements: [],
    ...{ operation: "*", answer: String(status) },
  };
  const verdict = verdictOf(rule, record, () => {
    if (status >= 500 && status !== 503) notServerError(answer);
    if (status !== 404 && status !== 405)
      throw new Skip(`the contract has no operation ${record.method} ${new URL(record.url).pathname}`);
    if (record.method === "HEAD") throw new Skip("HEAD: the answer has no body to judge");
    // Which of the two refuses the method of a path is assumed.
    judgeUnmatched(spec, hasOtherMethod(spec, exchange) ? "405" : `${status}`, answer);
  });
  return [verdict];
}

/** Whether an operation has the path of a request, with another method. */
function hasOtherMethod(spec: ContractSpec, { path, method }: TrafficExchange): boolean {
  const methods = ["GET", "PUT", "POST", "DELETE", "PATCH"].filter((one) => one !== method);
  return methods.some((one) => operationAt(spec, one, path) !== null);
}

/** No answer, or not the whole one. */
function noAnswer({ failure }: TrafficExchange, record: ExchangeRecord): RuleVerdict[] {
  const { code, message, stage } = failure ?? {
    code: "EUNKNOWN",
    message: "unknown",
    stage: "sent" as const,
  };
  if (stage === "client") return [];
  const operation = record.operation ?? "*";
  const rule: TrafficRule = {
    id: `traffic.${record.operation ?? "no-operation"}.answered`,
    title: `${operation === "*" ? "A request" : operation} gets an answer`,
    provenance: ["D 117-118"],
    ...{ statements: [], operation, answer: null },
  };
  return [
    verdictOf(rule, record, () => {
      const error = new TransportError(code, message, stage);
      error.operation = operation;
      throw error;
    }),
  ];
}
