import type { Answer, ExchangeRecord } from "../target/answer.js";
import type { Grounds } from "./grounds.js";

/** A target does not do what a clause says: told in plain words. */
export class Mismatch extends Error {
  override name = "Mismatch";

  /**
   * @param grounds of this assertion, where they are not the clause's
   * @param exchange whose answer is not as it should be, where it is known
   * @param also what this assertion rests on besides its grounds, or the clause's
   */
  constructor(
    readonly what: { expected: string; got: string },
    readonly grounds?: Grounds,
    readonly exchange?: ExchangeRecord,
    readonly also: Grounds = [],
  ) {
    super(`expected ${what.expected}; got ${what.got}`);
  }
}

/** A request that makes or changes something is refused, where a success is expected. */
export class Refused extends Mismatch {
  constructor(
    readonly operation: string,
    ...of: ConstructorParameters<typeof Mismatch>
  ) {
    super(...of);
  }
}

/** A target answers with a server error: a failure wherever it comes, and of the operation rather than of a clause. */
export class ServerFailure extends Error {
  override name = "ServerFailure";

  /** @param failure the operation and what it does, the same for all clauses that meet it: `getProduct answers 500` */
  constructor(
    readonly failure: string,
    body: string,
    readonly exchange?: ExchangeRecord,
  ) {
    super(body === "" ? failure : `${failure}: ${body.slice(0, MAX_VALUE_LENGTH)}`);
  }
}

/** Throws a {@link ServerFailure} where an answer is a server error. */
export function notServerError({
  status,
  text,
  exchange,
}: Pick<Answer, "status" | "text" | "exchange">): void {
  if (status < 500) return;
  const what = exchange.operation ?? "a request that is no operation";
  throw new ServerFailure(`${what} answers ${status}`, text, exchange);
}

/** A clause cannot be judged here; the message says why. */
export class Skip extends Error {
  override name = "Skip";
}

/** Throws a {@link Mismatch} unless `holds`. */
export function check(holds: boolean, expected: string, got: unknown, grounds?: Grounds): asserts holds {
  if (!holds) throw new Mismatch({ expected, got: typeof got === "string" ? got : inWords(got) }, grounds);
}

/** Most characters of a value that a message shows. */
const MAX_VALUE_LENGTH = 300;

/** A value as a report shows it: JSON, cut where it is long. */
export function inWords(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH
    ? `${text.slice(0, MAX_VALUE_LENGTH)}... (${text.length} characters)`
    : text;
}
