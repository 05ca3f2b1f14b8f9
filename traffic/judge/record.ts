import type { ContractSpec } from "../../contract-tests/run/contract-spec.js";
import { operationAt, type OperationAt } from "../../contract-tests/run/operation-of.js";
import type { Answer, ExchangeRecord } from "../../contract-tests/target/answer.js";
import { type Body, headerRecord, jsonOf, type TrafficExchange } from "../exchange.js";

/** The maximum length of a body in reports, in characters. */
const MAX_SHOWN = 4000;

/** An exchange as the suite's reports have it. */
export function recordOf(
  target: string,
  exchange: TrafficExchange,
  operation: string | null,
): ExchangeRecord {
  const { method, path, headers, body, answer, account, isSigned, began, ended } = exchange;
  return {
    ...{ operation, method, url: target + path },
    requestHeaders: headerRecord(headers),
    requestBody: body.bytes === 0 ? null : shownBody(body),
    status: answer?.status ?? null,
    responseHeaders: answer ? headerRecord(answer.headers) : {},
    responseBody: answer ? shownBody(answer.body) : null,
    durationMs: Math.round((ended - began) * 10) / 10,
    signed: account !== null ? "first" : isSigned ? "otherwise" : "no",
  };
}

function shownBody({ text, bytes }: Body): string {
  if (text === null) return `(${bytes} bytes that are no text)`;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}... (${bytes} in total)` : text;
}

/** The answer of an exchange as clauses read it; null if there is none. */
export function answerOf({ answer }: TrafficExchange, record: ExchangeRecord): Answer | null {
  if (answer === null) return null;
  const headers = headerRecord(answer.headers);
  const contentType = (headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  const { status, body } = answer;
  return { status, headers, text: body.text ?? "", json: jsonOf(body), contentType, exchange: record };
}

/** The operation that an exchange calls; null if there is none. */
export function operationOf(spec: ContractSpec, { method, path }: TrafficExchange): OperationAt | null {
  return operationAt(spec, method, path);
}
