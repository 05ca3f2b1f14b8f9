/** Whether a statement is an assumption of ours: `A-13`. */
export const isAssumption = (statement: string): boolean => /^A-\d+$/.test(statement);

/** Whether nothing but assumptions says so: a target that differs refutes them, and breaks no document. */
export const isAssumed = (provenance: readonly string[]): boolean =>
  provenance.length > 0 && provenance.every(isAssumption);

/** The assumptions among the statements, for what the documents do not say; all of them where there are none. */
export function assumptionsElseAll(provenance: readonly string[]): readonly string[] {
  const assumed = provenance.filter(isAssumption);
  return assumed.length > 0 ? assumed : provenance;
}

/** The documented statements, for what the documents say; all of them where there are none. */
export function documentedElseAll(provenance: readonly string[]): readonly string[] {
  const documented = provenance.filter((statement) => !isAssumption(statement));
  return documented.length > 0 ? documented : provenance;
}
