import { type ParityOperation, type Seen, worstOf } from "./table.js";

/** How many answers or fields there are, and what is known of them. */
export interface Figures {
  all: number;
  agree: number;
  differ: number;
  /** Of those that agree or differ. */
  stale: number;
  never: number;
}

/** The figures of the answers of the contract and of their fields. */
export function figuresOf(table: readonly ParityOperation[]): { answers: Figures; fields: Figures } {
  const answers = table.flatMap((operation) => operation.answers);
  return {
    answers: counted(answers.filter(({ isDeclared }) => isDeclared).map(worstOf)),
    fields: counted(
      answers.flatMap(({ places }) =>
        places.filter(({ place }) => !place.startsWith("rule ")).map(({ seen }) => seen),
      ),
    ),
  };
}

function counted(places: readonly Seen[]): Figures {
  const of = (state: string): number => places.filter((seen) => seen.state === state).length;
  return {
    all: places.length,
    agree: of("agrees"),
    differ: of("differs"),
    stale: places.filter(({ stale }) => stale !== null).length,
    never: of("never"),
  };
}

/** `12 of 175 answers were compared: 11 agree, 1 differs, 0 stale`. */
export function figuresText({ all, agree, differ, stale }: Figures, noun: string): string {
  const compared = agree + differ;
  if (compared === 0) return `None of ${all} ${noun} was compared`;
  return `${compared} of ${all} ${noun} were compared: ${agree} agree, ${differ} differ; ${stale} of them stale`;
}
