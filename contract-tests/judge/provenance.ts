import type { ContractSpec } from "../run/contract-spec.js";

interface PathItem {
  [method: string]: { "x-provenance"?: string[] } | undefined;
}

/** Where an operation is known from, as the spec says (`x-provenance`). */
export function provenanceOf(spec: ContractSpec, operationId: string): readonly string[] {
  const { path, method } = spec.operation(operationId);
  const paths = spec.document["paths"] as Record<string, PathItem>;
  return paths[path]?.[method]?.["x-provenance"] ?? [];
}

/** Only assumptions: a target that breaks them refutes us, not the contract. */
export const isAssumed = (provenance: readonly string[]): boolean =>
  provenance.length > 0 && provenance.every((tag) => /^A-\d+$/.test(tag));
