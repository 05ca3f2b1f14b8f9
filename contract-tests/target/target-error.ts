/** A target that cannot be judged at all: not reached, not let in, not the API. One line, and what to do. */
export class TargetError extends Error {
  override name = "TargetError";
}

/** Something of the user's that cannot be used: a flag, a file, a filter that fits nothing. */
export class SuiteUsageError extends Error {
  override name = "SuiteUsageError";
}
