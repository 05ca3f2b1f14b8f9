import { isObject } from "../../src/schema/json-type.js";
import { jsonOrNone } from "../../src/text/json-or-none.js";
import type { Body, Failure, HeaderPair, TrafficExchange } from "../exchange.js";

/** The version of the format that this program writes. */
export const VERSION = 1;

/** The first line of a recording. */
export interface RecordingHead {
  format: "spi-recording";
  version: number;
  /** When it began: ISO 8601. */
  started: string;
  /** URL of the deployment. */
  target: string;
  /** What wrote it: `spi-emulator 0.1.0`, or where it was imported from. */
  by: string;
}

/** A recording that has been read. */
export interface Recording {
  head: RecordingHead;
  exchanges: TrafficExchange[];
  /** Whether a last line without end was dropped: the exchange during which the writer ended. */
  isTorn: boolean;
}

/** The exchange as a line of a recording, without the line's end. */
export function lineOf(exchange: TrafficExchange, operation: string | null): string {
  const { n, began, ended, account, isSigned, method, path, headers, body, answer, failure } = exchange;
  return JSON.stringify({
    ...{ n, at: new Date(began).toISOString(), ms: Math.max(0, Math.round((ended - began) * 1000) / 1000) },
    ...{ operation, account: account ?? (isSigned ? "unknown" : "unsigned"), method, path },
    request: { headers, ...bodyLine(body) },
    answer: answer && { status: answer.status, headers: answer.headers, ...bodyLine(answer.body) },
    ...(failure === null ? {} : { failure }),
  });
}

const bodyLine = ({ bytes, text, isCut }: Body) => ({ bytes, body: text, ...(isCut ? { cut: true } : {}) });

/** An exchange as it is in a line. */
interface Line {
  n: number;
  at: string;
  ms: number;
  account: string;
  method: string;
  path: string;
  request: Part;
  answer: (Part & { status: number }) | null;
  failure?: Failure;
}

interface Part {
  headers: HeaderPair[];
  bytes: number;
  body: string | null;
  cut?: true;
}

/** The exchange in a line; null if the line is none. */
export function exchangeOf(text: string): TrafficExchange | null {
  const line = jsonOrNone(text) as Partial<Line> | null | undefined;
  if (line === undefined || !isLine(line)) return null;
  const began = Date.parse(line.at);
  const { n, ms, account, method, path, request, answer, failure } = line;
  return {
    ...{ n, began, ended: began + ms, method, path },
    account: account === "unknown" || account === "unsigned" ? null : account,
    isSigned: account !== "unsigned",
    headers: request.headers,
    body: bodyOf(request),
    answer: answer && { status: answer.status, headers: answer.headers, body: bodyOf(answer) },
    failure: failure ?? null,
  };
}

const bodyOf = ({ bytes, body, cut }: Part): Body => ({ bytes, text: body, isCut: cut === true });

function isLine(line: Partial<Line> | null): line is Line {
  return (
    typeof line === "object" &&
    line !== null &&
    [line.n, line.ms].every(Number.isFinite) &&
    [line.at, line.account, line.method, line.path].every(isText) &&
    isTime(Date.parse(line.at!)) &&
    isTime(Date.parse(line.at!) + line.ms!) &&
    isMethod(line.method!) &&
    line.path!.startsWith("/") &&
    isPart(line.request) &&
    (line.answer === null || (isPart(line.answer) && isStatus(line.answer.status))) &&
    (line.failure === undefined || isFailure(line.failure))
  );
}

/** Whether a date can have this time, in milliseconds since 1970. */
export const isTime = (ms: number): boolean => Math.abs(ms) <= 8.64e15;

/** Whether HTTP can have this method: a token (RFC 9110, 5.6.2). */
export const isMethod = (method: string): boolean => /^[\w!#$%&'*+.^`|~-]{1,200}$/.test(method);

/** Whether an answer can have this status: three digits. */
export const isStatus = (status: unknown): status is number =>
  Number.isInteger(status) && Number(status) >= 0 && Number(status) <= 999;

const isFailure = (failure: unknown): boolean =>
  isObject(failure) && [failure["code"], failure["message"], failure["stage"]].every(isText);

function isPart(part: Partial<Part> | null | undefined): part is Part {
  return (
    typeof part === "object" &&
    part !== null &&
    Array.isArray(part.headers) &&
    part.headers.every((pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(isText)) &&
    Number.isInteger(part.bytes) &&
    (part.body === null || isText(part.body))
  );
}

const isText = (value: unknown): value is string => typeof value === "string";

/** The head in a line; null if the line is none. */
export function headOf(text: string): RecordingHead | null {
  const head = jsonOrNone(text) as Partial<RecordingHead> | null | undefined;
  const fits =
    head?.format === "spi-recording" &&
    Number.isInteger(head.version) &&
    [head.started, head.target, head.by].every(isText);
  return fits ? (head as RecordingHead) : null;
}
