import { jsonOf, type TrafficExchange } from "../exchange.js";
import { schemaOfAnswer } from "./places.js";
import { readTime } from "./times.js";
import { visit } from "./visit.js";

/** A clock that differs by less is taken for the recorder's own. */
const SAME_US = 1_000_000;

/** Microseconds in a millisecond. */
const MICROS = 1000;

/** The deployment's clock, as far as its answers tell it: another one than that of the machine that recorded. */
export class RecordedClock {
  #ahead = 0;

  /** Reads what an answer tells of the time, before {@link at} is asked about the exchange. */
  note(exchange: TrafficExchange, operation: string | null): void {
    const told = newestTime(exchange, operation);
    if (told === null) return;
    const isNew = madeAt(exchange, operation) !== null;
    const ended = exchange.ended * MICROS;
    const ahead = told - ended;
    // What was made a moment ago tells the time itself; anything else only that it is not earlier.
    if (isNew ? Math.abs(ahead - this.#ahead) > SAME_US : ahead > this.#ahead + SAME_US) this.#ahead = ahead;
  }

  /** The deployment's time at a time of the recorder, in microseconds since 1970. */
  at(ms: number): number {
    return Math.round(ms * MICROS) + this.#ahead;
  }
}

/** The newest time that an answer tells; null if it tells none. */
function newestTime({ answer }: TrafficExchange, operation: string | null): number | null {
  if (answer === null || answer.status >= 300) return null;
  let newest: number | null = null;
  visit(schemaOfAnswer(operation, answer.status), jsonOf(answer.body), {
    time(text) {
      const at = readTime(text)?.at;
      if (at !== undefined && (newest === null || at > newest)) newest = at;
    },
  });
  return newest;
}

/** The time that a new thing was made, as its own answer tells it, in microseconds; null if it does not. */
export function madeAt(exchange: TrafficExchange, operation: string | null): number | null {
  if (operation === null || !/^create(Product|TestSpec)$/.test(operation)) return null;
  return newestTime(exchange, operation);
}
