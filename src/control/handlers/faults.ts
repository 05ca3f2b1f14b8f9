import { nearestName } from "../../schema/nearest-name.js";
import { invalid, notFound, type Refusal } from "../../domain/refusal.js";
import { type Fault, MAX_FAULTS } from "../../sandbox/fault-book.js";
import type { FaultMatch } from "../../sandbox/fault-match.js";
import type { FaultRule } from "../../sandbox/fault-rule.js";
import { FAULT_SETS } from "../../sandbox/fault-sets.js";
import { POSTING } from "../../operations/server-facts.js";
import type { components } from "../../spec/control-types.gen.js";
import type { LoadedSpec } from "../../spec/operation-table.js";
import type { ControlHandlers } from "../control.js";
import { timeShape } from "../shape.js";

type Handled = "listFaults" | "addFault" | "getFault" | "removeFault" | "clearFaults";

export const faults: Pick<ControlHandlers, Handled> = {
  listFaults: (_, { sandbox }) => ({
    status: 200,
    body: {
      faults: sandbox().faults.list().map(faultShape),
      sets: FAULT_SETS.map(({ name, description }) => ({ name, description })),
    },
  }),

  addFault({ body }, { sandbox, productSpec }) {
    const book = sandbox().faults;
    const refused =
      wrongMatch(body.match, productSpec) ??
      ("set" in body ? wrongSet(body.set) : wrongRule(body, productSpec));
    if (refused) return refused;
    const added = "set" in body ? book.addSet(body.set, body.match) : book.add(body);
    if (added === null) {
      return invalid(`there are ${book.list().length} faults, and the maximum is ${MAX_FAULTS}; remove some`);
    }
    return { status: 201, body: { faults: [added].flat().map(faultShape) } };
  },

  getFault({ path }, { sandbox }) {
    const { name, faults: book } = sandbox();
    const fault = book.get(path.fault_id);
    return fault ? { status: 200, body: faultShape(fault) } : unknown(path.fault_id, name);
  },

  removeFault({ path }, { sandbox }) {
    const { name, faults: book } = sandbox();
    return book.remove(path.fault_id) ? { status: 204, body: undefined } : unknown(path.fault_id, name);
  },

  clearFaults(_, { sandbox }) {
    sandbox().faults.clear();
    return { status: 204, body: undefined };
  },
};

function faultShape({ id, rule, seen, fired, lastFiredAt }: Fault): components["schemas"]["Fault"] {
  return { id, ...rule, seen, fired, last_fired_at: timeShape(lastFiredAt) };
}

const unknown = (id: string, sandbox: string): Refusal =>
  notFound(`fault_id: sandbox ${sandbox} has no fault ${id}`);

function wrongSet(name: string): Refusal | null {
  const names = FAULT_SETS.map((set) => set.name);
  return names.includes(name) ? null : notOneOf("set", name, names);
}

/** Checks of a rule that the schema cannot express. */
function wrongRule({ calls, effect, match }: FaultRule, spec: LoadedSpec): Refusal | null {
  const { from = 1, to = Infinity } = calls ?? {};
  if (to < from) return invalid(`calls.to: got ${to}; accepted: not before calls.from, which is ${from}`);
  const { latency_ms: latency } = effect;
  if (typeof latency === "object" && latency.min !== undefined && latency.min > latency.max!) {
    const { min, max } = latency;
    return invalid(`effect.latency_ms.min: got ${min}; accepted: not above max, which is ${max!}`);
  }
  return (
    wrongFor("delay_stored_ms", effect, match, [...POSTING]) ??
    wrongFor("stale", effect, match, readings(spec))
  );
}

/** Refuses an effect that never applies to its operation. */
function wrongFor(
  kind: "delay_stored_ms" | "stale",
  effect: FaultRule["effect"],
  match: FaultMatch | undefined,
  applicable: string[],
): Refusal | null {
  const { operation } = match ?? {};
  if (effect[kind] === undefined || operation === undefined || applicable.includes(operation)) return null;
  return invalid(
    `match.operation: got ${JSON.stringify(operation)}; ${kind} applies only to: ${applicable.join(", ")}`,
  );
}

const readings = ({ operations }: LoadedSpec): string[] =>
  operations.filter(({ method }) => method === "get").map(({ operationId }) => operationId);

function wrongMatch(match: FaultMatch | undefined, { operations }: LoadedSpec): Refusal | null {
  const { operation, header } = match ?? {};
  const names = operations.map(({ operationId }) => operationId);
  if (operation !== undefined && !names.includes(operation))
    return notOneOf("match.operation", operation, names);
  if (header !== undefined && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header.name)) {
    return invalid(`match.header.name: got ${JSON.stringify(header.name)}; accepted: the name of a header`);
  }
  return null;
}

function notOneOf(field: string, got: string, names: string[]): Refusal {
  const near = nearestName(got, names);
  const hint = near === undefined ? "" : `; nearest: ${near}`;
  return invalid(`${field}: got ${JSON.stringify(got)}${hint}; accepted: ${names.join(", ")}`);
}
