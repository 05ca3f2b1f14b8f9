import { contractDigest } from "../../src/parity/contract-digest.js";
import type { Agreed, Differed, Parity, ParitySource, SeenAnswer } from "../../src/parity/parity-file.js";
import type { SpecReader } from "../../src/spec/spec-reader.js";
import type { Evidence } from "./evidence.js";

/** A source: its time and its deployment. */
type When = Pick<ParitySource, "on" | "against">;

interface Tally {
  operation: string;
  status: string;
  exchanges: number;
  agrees: Set<string>;
  /** What differs once does so, even if it agrees another time. */
  differs: Map<string, Pick<Differed, "expected" | "by">>;
}

/** Adds up what answers show, and puts it into a record of parity. */
export class ParityTally {
  readonly #answers = new Map<string, Tally>();

  /** Adds what one answer shows. */
  add({ operation, status, agrees, differs }: Evidence): void {
    const tally = this.#of(operation, status);
    tally.exchanges += 1;
    for (const place of agrees) tally.agrees.add(place);
    for (const [place, { expected, by }] of differs) tally.differs.set(place, { expected, by: [...by] });
  }

  /** Adds what a rule about several answers says; `problem` is null if it holds. */
  addRule(
    { operation, status, id }: { operation: string; status: string; id: string },
    problem: { expected: string; by: readonly string[] } | null,
  ): void {
    const tally = this.#of(operation, status);
    const place = `rule ${id}`;
    if (problem === null) tally.agrees.add(place);
    else tally.differs.set(place, { expected: problem.expected, by: [...problem.by] });
  }

  /** The number of answers that were added. */
  get exchanges(): number {
    return [...this.#answers.values()].reduce((sum, { exchanges }) => sum + exchanges, 0);
  }

  /** A record with what is new in it. What was seen while the contract demanded something else of an answer is left out. */
  into({ answers, sources }: Parity, source: ParitySource, reader: SpecReader): Parity {
    const merged = new Map(answers.map((answer) => [`${answer.operation} ${answer.status}`, answer]));
    for (const [key, tally] of this.#answers) {
      const declared = reader.answer(tally.operation, tally.status);
      const contract = declared && contractDigest(declared);
      const before = merged.get(key);
      merged.set(
        key,
        mergedAnswer(before?.contract === contract ? before : undefined, { tally, contract, source }),
      );
    }
    const order = reader.operations.map(({ operationId }) => operationId);
    const all = [...sources, source];
    return {
      format: 1,
      written: all.reduce((last, { on }) => (on > last ? on : last), ""),
      sources: all.slice(-MAX_SOURCES),
      answers: [...merged.values()].sort(
        (one, other) =>
          order.indexOf(one.operation) - order.indexOf(other.operation) ||
          one.status.localeCompare(other.status),
      ),
    };
  }

  #of(operation: string, status: string): Tally {
    const key = `${operation} ${status}`;
    const tally = this.#answers.get(key) ?? {
      ...{ operation, status, exchanges: 0, agrees: new Set<string>(), differs: new Map<string, never>() },
    };
    this.#answers.set(key, tally);
    return tally;
  }
}

/** Older ones are left out of the list; what they showed stays. */
const MAX_SOURCES = 200;

function mergedAnswer(
  before: SeenAnswer | undefined,
  { tally, contract, source }: { tally: Tally; contract: string | null; source: ParitySource },
): SeenAnswer {
  const { operation, status, exchanges, agrees, differs } = tally;
  const { on, against } = source;
  const latest = new Map<string, When>();
  const note = (place: string, when: When): void => {
    if (when.on >= (latest.get(place)?.on ?? "")) latest.set(place, { on: when.on, against: when.against });
  };
  for (const agreed of before?.agreed ?? []) for (const place of agreed.places) note(place, agreed);
  for (const place of agrees) if (!differs.has(place)) note(place, source);
  const differed = new Map((before?.differed ?? []).map((one) => [one.place, one]));
  for (const [place, one] of differs)
    if (on >= (differed.get(place)?.on ?? "")) differed.set(place, { place, on, against, ...one });
  return {
    ...{ operation, status, contract, exchanges: (before?.exchanges ?? 0) + exchanges },
    agreed: byDay(latest),
    // A difference that is gone says nothing any more.
    differed: [...differed.values()].filter(({ place, on }) => on >= (latest.get(place)?.on ?? "")),
  };
}

function byDay(latest: ReadonlyMap<string, When>): Agreed[] {
  const groups = new Map<string, Agreed>();
  for (const [place, { on, against }] of latest) {
    const group = groups.get(`${on} ${against}`) ?? { on, against, places: [] };
    group.places.push(place);
    groups.set(`${on} ${against}`, group);
  }
  for (const { places } of groups.values()) places.sort();
  return [...groups.values()].sort((one, other) => one.on.localeCompare(other.on));
}
