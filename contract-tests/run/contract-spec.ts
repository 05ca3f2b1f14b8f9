import { spec, validators } from "../../src/generated/product.js";
import type { Validate } from "../../src/schema/violation.js";
import type { CompiledSpec, Operation } from "../../src/spec/operation-table.js";
import { readerOf, type SpecReader } from "../../src/spec/spec-reader.js";

/** `openapi.yaml` for the suite: operations, validators and the document. */
export interface ContractSpec extends CompiledSpec {
  validators: Readonly<Record<string, Validate | undefined>>;
  operation(operationId: string): Operation;
  /** The whole document. */
  reader: SpecReader;
}

/** The contract of this package. */
export const contractSpec: ContractSpec = {
  ...spec,
  validators,
  reader: readerOf(spec.document),
  operation(operationId) {
    const found = spec.operations.find((operation) => operation.operationId === operationId);
    if (found === undefined) throw new Error(`the spec has no operation ${operationId}`);
    return found;
  },
};
