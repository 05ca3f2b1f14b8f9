import { harmless, harmlessLine } from "../../src/text/harmless.js";
import type { Answer, ExchangeRecord } from "../target/answer.js";
import type { Grounds } from "./grounds.js";

/** A target does not conform to a clause. */
export class Mismatch extends Error {
  override name = "Mismatch";

  /**
   * @param what in words; `value` is what came, by which the answer is found that has it
   * @param grounds the grounds of this assertion; default: those of the clause
   * @param exchange the exchange with the wrong answer, if known
   * @param also further grounds of this assertion
   */
  constructor(
    readonly what: { expected: string; got: string; value?: unknown },
    readonly grounds?: Grounds,
    readonly exchange?: ExchangeRecord,
    readonly also: Grounds = [],
  ) {
    super(`expected ${shortened(what.expected)}; got ${shortened(what.got)}`);
  }
}

/** The maximum number of characters of what was expected, and of what came: a target may name its fields as it likes. */
const MAX_TOLD = 2000;

/** Control characters of a target act on no terminal. */
const shortened = (written: string): string => {
  const text = harmless(written);
  return text.length > MAX_TOLD ? `${text.slice(0, MAX_TOLD)}... (${text.length} characters)` : text;
};

/** A request that creates or changes something is refused, but success was expected. */
export class Refused extends Mismatch {
  constructor(
    readonly operation: string,
    ...of: ConstructorParameters<typeof Mismatch>
  ) {
    super(...of);
  }
}

/** A target answers with a server error: always a failure, of the operation and not of a clause. */
export class ServerFailure extends Error {
  override name = "ServerFailure";

  /** @param failure the operation and its failure, the same text for all clauses that meet it: `getProduct answers 500` */
  constructor(
    readonly failure: string,
    body: string,
    readonly exchange?: ExchangeRecord,
  ) {
    super(body === "" ? failure : `${failure}: ${harmlessLine(body.slice(0, MAX_VALUE_LENGTH))}`);
  }
}

/** Throws a {@link ServerFailure} if an answer is a server error. */
export function notServerError({
  status,
  text,
  exchange,
}: Pick<Answer, "status" | "text" | "exchange">): void {
  if (status < 500) return;
  const what = exchange.operation ?? "a request that matches no operation";
  throw new ServerFailure(`${what} answers ${status}`, text, exchange);
}

/** A clause cannot be judged here; the message has the reason. */
export class Skip extends Error {
  override name = "Skip";
}

/** A web page came where the target's own answer should be. */
export class GatewayPage extends Skip {
  /** @param status the status of the page */
  constructor(readonly status: number) {
    super(`a gateway answers ${status} with a page, so that the target's own answer is not known`);
  }
}

/**
 * Throws a {@link GatewayPage} if a gateway has refused a request in place of the target: bodies that are too large and
 * paths that it does not know do not reach the target, so that the target's own answer cannot be judged.
 */
export function notOfGateway({
  status,
  contentType,
  exchange,
}: Pick<Answer, "status" | "contentType" | "exchange">): void {
  if (contentType !== "text/html") return;
  if (status === 413 || (status === 404 && exchange.operation === null)) throw new GatewayPage(status);
}

/** Throws a {@link Mismatch} unless `holds`. */
export function check(holds: boolean, expected: string, got: unknown, grounds?: Grounds): asserts holds {
  if (!holds)
    throw new Mismatch({ expected, got: typeof got === "string" ? got : inWords(got), value: got }, grounds);
}

/** The maximum number of characters of a value in a message. */
const MAX_VALUE_LENGTH = 300;

/** Characters that a reader cannot see or tell apart: controls, format characters, separators, marks of another character. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{M}\u00a0]/gu;

/** The escapes of JSON for a character. */
const escapes = (character: string): string =>
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/** Whether a value is too long for a message. */
export const isCutInWords = (value: unknown): boolean =>
  value !== undefined && JSON.stringify(value).length > MAX_VALUE_LENGTH;

/** A value in a report: JSON in which every character can be seen, truncated if long. */
export function inWords(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value).replace(UNSEEN, escapes);
  return text.length > MAX_VALUE_LENGTH
    ? `${text.slice(0, MAX_VALUE_LENGTH)}... (${text.length} characters)`
    : text;
}
