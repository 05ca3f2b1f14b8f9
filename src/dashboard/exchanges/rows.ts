import { costOfShape, exchangeShape } from "../../control/exchange-shape.js";
import type { Steps } from "../../domain/steps.js";
import type { Exchange } from "../../sandbox/exchange-log.js";
import { type Judged, reasonOf, type Shown } from "./verdict.js";

/** Maximum number of characters of a path and of a reason in a row; the exchange's own page has the whole. */
const MOST_TEXT = 300;

/** What a row shows of an exchange, without its secrets. */
export interface Row
  extends
    Judged,
    Pick<Shown, "id" | "operation_id" | "source" | "account" | "fault_id" | "at" | "duration_ms"> {
  method: string;
  path: string;
  response: { status: number } | null;
  reason: string | null;
}

/**
 * The rows of exchanges. A row is made once, because for its path and its reason the whole exchange is searched for secrets:
 * a body of 64 KiB takes up to 20 ms.
 */
export function* rowsOf(exchanges: readonly Exchange[]): Steps<Row[]> {
  const made: Row[] = [];
  for (const exchange of exchanges) {
    let row = rows.get(exchange);
    if (row === undefined) {
      yield costOfShape(exchange);
      row = rowOf(exchangeShape(exchange));
      rows.set(exchange, row);
    }
    made.push(row);
  }
  return made;
}

const rows = new WeakMap<Exchange, Row>();

function rowOf(shown: Shown): Row {
  const { id, operation_id, source, account, fault_id, at, duration_ms, request, response, validation } =
    shown;
  const reason = reasonOf(shown);
  return {
    ...{ id, operation_id, source, account, fault_id, at, duration_ms },
    method: request.method,
    path: cut(request.path),
    response: response && { status: response.status },
    validation: {
      request: { length: validation.request.length },
      response: { length: validation.response.length },
    },
    reason: reason && cut(reason),
  };
}

const cut = (text: string): string => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text);
