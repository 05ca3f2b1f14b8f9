import type { ContractSpec } from "../run/contract-spec.js";
import type { ExchangeRecord } from "../target/answer.js";
import { jsonOrNone } from "../../src/text/json-or-none.js";
import { allOf, type Grounds, groundsOfCall, groundsOfTaking } from "./grounds.js";
import { Mismatch } from "./mismatch.js";
import { SetUpMismatch } from "./set-up-mismatch.js";

/** A request was refused before anything that it asks was looked at. */
export class Unreached extends Mismatch {
  override name = "Unreached";

  /** @param failure what the operation does, the same text for all clauses that meet it */
  constructor(
    readonly failure: string,
    ...of: ConstructorParameters<typeof Mismatch>
  ) {
    super(...of);
  }
}

/** A refusal that says nothing about what was asked, and what it breaks. */
interface Refusal {
  does: string;
  grounds: Grounds;
}

/**
 * Converts a clause's error if the wrong answer came before what the clause is about: a correct signature that is refused, a
 * method of the spec that is not supported, JSON that is refused for its type. What the clause expected is not known then, so
 * that its statements are not blamed.
 * @param last the last exchange of the clause
 */
export function unreached(spec: ContractSpec, error: unknown, last: ExchangeRecord | undefined): unknown {
  if (!(error instanceof Mismatch) || error instanceof SetUpMismatch) return error;
  const exchange = error.exchange ?? last;
  const refusal = exchange ? refusalIn(spec, exchange) : null;
  if (!exchange || !refusal) return error;
  const what = { expected: "the request to be looked at", got: error.what.got };
  return new Unreached(`${exchange.operation} ${refusal.does}`, what, refusal.grounds, exchange);
}

function refusalIn(spec: ContractSpec, exchange: ExchangeRecord): Refusal | null {
  const { operation, status, method } = exchange;
  if (operation === null) return null;
  const taking = (): Grounds => allOf(groundsOfTaking(spec, operation), groundsOfCall(exchange));
  if (status === 401 && isSignedRight(exchange))
    return { does: "refuses a correctly signed request (401)", grounds: ["P"] };
  if (status === 405 && method !== "HEAD") return { does: "is not supported (405)", grounds: taking() };
  if (status === 415 && isJson(exchange))
    return { does: "refuses JSON for its type (415)", grounds: taking() };
  return null;
}

/** No signature covers a query that is not percent-encoded UTF-8. */
function isSignedRight({ signed, url }: ExchangeRecord): boolean {
  if (signed !== "first" && signed !== "second") return false;
  try {
    decodeURIComponent(new URL(url).search);
    return true;
  } catch {
    return false;
  }
}

function isJson({ requestHeaders, requestBody }: ExchangeRecord): boolean {
  const given = new Map(Object.entries(requestHeaders).map(([name, value]) => [name.toLowerCase(), value]));
  const isPlain = given.get("content-type") === "application/json" && !given.has("content-encoding");
  return isPlain && jsonOrNone(requestBody ?? "") !== undefined;
}
