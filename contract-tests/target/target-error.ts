/**
 * A target that cannot be judged at all: not reachable, access refused, or not the API. The message is one line and
 * says what to do.
 */
export class TargetError extends Error {
  override name = "TargetError";
}

/** Invalid input of the user: a flag, a file, a filter without matches. */
export class SuiteUsageError extends Error {
  override name = "SuiteUsageError";
}

/** The user ended the run before it had begun. */
export class RunInterrupted extends Error {
  override name = "RunInterrupted";
}

/** A target that answered before cannot be reached any more, or is silent: the run ends with what was judged until then. */
export class TargetGone extends Error {
  override name = "TargetGone";
}
