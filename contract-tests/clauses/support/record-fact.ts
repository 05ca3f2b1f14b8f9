/**
 * Facts that hold for the records of any client at any time (contract.md §5, §6), judged by what was read of them. A
 * subject is what a fact needs to know.
 */
export interface RecordFact<Subject> {
  /** The last part of a clause id. */
  id: string;
  title: string;
  provenance: readonly string[];
  statements: readonly string[];
  /** @throws Mismatch if it does not hold */
  judge: (subject: Subject) => void;
}

/** The fields of a fact that a clause repeats. */
export const factOf = <Subject>({ title, provenance, statements }: RecordFact<Subject>) => ({
  title,
  provenance,
  statements,
});
