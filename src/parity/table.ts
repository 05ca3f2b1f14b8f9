import type { DeclaredAnswer, SpecReader } from "../spec/spec-reader.js";
import { contractDigest } from "./contract-digest.js";
import type { Parity, SeenAnswer } from "./parity-file.js";
import { declaredPlaces, headerPlace, WHOLE } from "./places.js";

/** What is known of a place of an answer from deployments. */
export interface Seen {
  state: "never" | "agrees" | "differs";
  /** The last time; null if it was never compared. */
  on: string | null;
  /** The deployment at that time. */
  against: string | null;
  /** What the contract says, where it differs. */
  expected: string | null;
  by: readonly string[];
  /** Why it counts no more; null if it counts. */
  stale: string | null;
}

/** A place of an answer: where it is known from, and how deployments compare with it. */
export interface ParityPlace {
  place: string;
  /** `D 250-258`, `P`, `A-07`. */
  provenance: readonly string[];
  seen: Seen;
}

/** An answer of the contract, or one that it does not have but a deployment gave. */
export interface ParityAnswer {
  status: string;
  isDeclared: boolean;
  /** The answer as a whole. */
  whole: ParityPlace;
  /** Fields and headers, and rules about several exchanges. */
  places: ParityPlace[];
  exchanges: number;
}

export interface ParityOperation {
  operationId: string;
  method: string;
  path: string;
  answers: ParityAnswer[];
}

/** By when what was seen counts no more. */
export interface Staleness {
  /** The time from which age is counted. */
  now: string;
  /** An entry of more days is stale. */
  days: number;
}

export const STALE_DAYS = 90;

/** Every operation with its answers, in the contract's order. */
export function parityTable(
  reader: SpecReader,
  { answers }: Parity,
  staleness: Staleness,
): ParityOperation[] {
  const cells = new Map(answers.map((answer) => [`${answer.operation} ${answer.status}`, answer]));
  return reader.operations.map(({ operationId, method, path, answers: declared }) => {
    const others = answers.filter(
      ({ operation, status }) => operation === operationId && !(status in declared),
    );
    return {
      ...{ operationId, method: method.toUpperCase(), path },
      answers: [
        ...Object.entries(declared).map(([status, answer]) =>
          declaredAnswer(status, answer, cells.get(`${operationId} ${status}`), staleness),
        ),
        ...others.map((seen) => otherAnswer(seen, staleness)),
      ],
    };
  });
}

function declaredAnswer(
  status: string,
  declared: DeclaredAnswer,
  seen: SeenAnswer | undefined,
  staleness: Staleness,
): ParityAnswer {
  const isChanged = seen !== undefined && seen.contract !== contractDigest(declared);
  const of = (place: string, provenance: readonly string[]): ParityPlace => ({
    ...{ place, provenance, seen: seenAt(seen, place, { ...staleness, isChanged }) },
  });
  const rules = [...rulesIn(seen)].map((place) => of(place, []));
  return {
    ...{ status, isDeclared: true, exchanges: seen?.exchanges ?? 0 },
    whole: of(WHOLE, declared.provenance),
    places: [
      ...declared.headers.map(({ name, provenance }) => of(headerPlace(name), provenance)),
      ...(declared.schema === null
        ? []
        : [...declaredPlaces(declared.schema)].map(([place, provenance]) => of(place, provenance))),
      ...rules,
    ],
  };
}

function otherAnswer(seen: SeenAnswer, staleness: Staleness): ParityAnswer {
  const whole = {
    place: WHOLE,
    provenance: [],
    seen: seenAt(seen, WHOLE, { ...staleness, isChanged: false }),
  };
  return { status: seen.status, isDeclared: false, whole, places: [], exchanges: seen.exchanges };
}

function rulesIn(seen: SeenAnswer | undefined): Set<string> {
  const places = [
    ...(seen?.agreed ?? []).flatMap((agreed) => agreed.places),
    ...(seen?.differed ?? []).map(({ place }) => place),
  ];
  return new Set(places.filter((place) => place.startsWith("rule ")));
}

const NEVER: Seen = { state: "never", on: null, against: null, expected: null, by: [], stale: null };

function seenAt(
  answer: SeenAnswer | undefined,
  place: string,
  { now, days, isChanged }: Staleness & { isChanged: boolean },
): Seen {
  const agreed = latest((answer?.agreed ?? []).filter(({ places }) => places.includes(place)));
  const differed = latest((answer?.differed ?? []).filter((one) => one.place === place));
  const last = differed !== undefined && differed.on >= (agreed?.on ?? "") ? differed : agreed;
  if (last === undefined) return NEVER;
  const { on, against } = last;
  const age = Math.floor((Date.parse(now) - Date.parse(on)) / 86_400_000);
  const stale = isChanged ? "the contract changed since" : age > days ? `older than ${days} days` : null;
  return last === differed
    ? { state: "differs", on, against, expected: differed.expected, by: differed.by, stale }
    : { state: "agrees", on, against, expected: null, by: [], stale };
}

const latest = <One extends { on: string }>(all: readonly One[]): One | undefined =>
  all.reduce<One | undefined>(
    (last, one) => (last === undefined || one.on >= last.on ? one : last),
    undefined,
  );

/** What differs in an answer, or else the answer as a whole. */
export function worstOf({ whole, places }: ParityAnswer): Seen {
  if (whole.seen.state === "differs") return whole.seen;
  return places.find(({ seen }) => seen.state === "differs")?.seen ?? whole.seen;
}
