import type { OperationAt } from "../../contract-tests/run/operation-of.js";
import { factsOf } from "../../src/spec/operation-facts.js";
import { isObject } from "../../src/schema/json-type.js";
import { jsonOf, type TrafficAnswer, type TrafficExchange } from "../exchange.js";
import { parametersOf } from "../parameters.js";
import type { Bindings } from "./bindings.js";
import { type IdKind, kindOfParameter, schemaOfAnswer } from "./places.js";
import { visit } from "./visit.js";

/** So many things are remembered. */
const MAX_LOST = 200_000;

/** Recorded things that the stage does not have, or has in another state, and since which exchange. */
export class Lost {
  readonly #why = new Map<string, string>();
  readonly #here = new Map<string, string>();

  constructor(private readonly bindings: Bindings) {}

  /** Why a recorded thing cannot be compared; null if nothing is known against it. */
  why(kind: IdKind, id: string): string | null {
    return this.#why.get(`${kind} ${id}`) ?? null;
  }

  /** Why what an exchange shows may differ: what it names differs since an earlier one. Null if it does not. */
  cause(at: OperationAt | null, { path }: TrafficExchange): string | null {
    if (at === null) return null;
    for (const [name, value] of [...Object.entries(at.path), ...Object.entries(parametersOf(path).query)]) {
      const kind = kindOfParameter(name);
      const why = this.#why.get(kind === null ? `${name} ${value}` : `${kind} ${value}`);
      if (why !== undefined) return why;
    }
    return null;
  }

  /** Why the stage has a thing that the recording does not have; null if nothing is known of it. */
  here(kind: IdKind, id: string): string | null {
    return this.#here.get(`${kind} ${id}`) ?? null;
  }

  /** The stage has a thing that the recording does not have. */
  addHere(kind: IdKind, id: string, why: string): void {
    if (this.#here.size < MAX_LOST) this.#here.set(`${kind} ${id}`, why);
  }

  /** An exchange had an effect in only one of the two. `replayed`: what the stage answered. */
  diverged(exchange: TrafficExchange, at: OperationAt | null, replayed: TrafficAnswer | null = null): void {
    const does = at === null ? null : factsOf(at.operation.operationId)?.does;
    if (at === null || does === "reads" || does === "lists") return;
    const why = `follows from what differs in exchange ${exchange.n}`;
    this.#note(exchange, at, why);
    if (replayed === null || replayed.status >= 300) return;
    visit(schemaOfAnswer(at.operation.operationId, replayed.status), jsonOf(replayed.body), {
      id: (kind, id) => {
        if (this.bindings.recordedOf(kind, id) === undefined) this.addHere(kind, id, why);
      },
    });
  }

  /** A request was not sent: what its answer tells is not there. */
  notSent(exchange: TrafficExchange, at: OperationAt | null, why: string): void {
    const { answer } = exchange;
    const does = at === null ? null : factsOf(at.operation.operationId)?.does;
    if (at === null || answer === null || answer.status >= 300 || does === "reads" || does === "lists")
      return;
    this.#note(exchange, at, `exchange ${exchange.n} was not sent: ${why}`);
  }

  /** Why the opportunity that an agent gets here is another one than recorded, as is known before; null if nothing is. */
  picked(recorded: TrafficAnswer, replayed: TrafficAnswer): string | null {
    const there = pickedIn(recorded);
    const here = pickedIn(replayed);
    const why =
      (there === null ? null : this.why("opportunity", there)) ??
      (here === null ? null : this.here("opportunity", here));
    if (why === null) return null;
    if (there !== null) this.add("opportunity", there, why);
    const other = here === null ? undefined : this.bindings.recordedOf("opportunity", here);
    if (other !== undefined && other !== there) this.add("opportunity", other, why);
    return why;
  }

  /** Two agents that got two opportunities which do not belong together: both are in another state from now on. */
  pickedOther(n: number, recorded: TrafficAnswer, replayed: TrafficAnswer): void {
    const [there, here] = [pickedIn(recorded), pickedIn(replayed)];
    if (there === here || (there !== null && this.bindings.replayedOf("opportunity", there) === here)) return;
    const other = here === null ? undefined : this.bindings.recordedOf("opportunity", here);
    for (const id of [there, other])
      if (typeof id === "string") this.add("opportunity", id, `follows from what differs in exchange ${n}`);
  }

  /** A thing could not be made. */
  add(kind: IdKind, id: string, why: string): void {
    if (this.#why.size < MAX_LOST && !this.#why.has(`${kind} ${id}`)) this.#why.set(`${kind} ${id}`, why);
  }

  #note({ answer }: TrafficExchange, at: OperationAt, why: string): void {
    const { operationId } = at.operation;
    for (const [name, value] of Object.entries(at.path)) {
      const kind = kindOfParameter(name);
      // An agent's next pick has nothing to do with its last one.
      if (kind !== null) this.add(kind, value, why);
      else if (name === "org_id") this.#why.set(`${name} ${value}`, why);
    }
    if (answer === null || answer.status >= 300) return;
    visit(schemaOfAnswer(operationId, answer.status), jsonOf(answer.body), {
      id: (kind, id) => {
        const isItself = operationId === "pickTestOpportunity" ? kind === "opportunity" : true;
        if (
          isItself &&
          (operationId === "pickTestOpportunity" || this.bindings.replayedOf(kind, id) === undefined)
        )
          this.add(kind, id, why);
      },
    });
  }
}

/** The opportunity in the answer to an agent; null if there is none. */
function pickedIn({ body }: TrafficAnswer): string | null {
  const json = jsonOf(body);
  const id = isObject(json) ? json["test_opportunity_id"] : undefined;
  return typeof id === "string" ? id : null;
}
