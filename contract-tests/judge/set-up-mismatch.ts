import { Mismatch } from "./mismatch.js";

/** A test object of a clause could not be created; this is not an assertion of the clause. */
export class SetUpMismatch extends Mismatch {
  override name = "SetUpMismatch";

  /** @param setUp the failed step: an operation, or its name in `oncePerRun` */
  constructor(
    readonly setUp: string,
    ...of: ConstructorParameters<typeof Mismatch>
  ) {
    super(...of);
  }
}
