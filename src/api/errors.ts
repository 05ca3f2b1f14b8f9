/**
 * The emulator refused a request, or could not be reached.
 *
 * @example
 * ```ts
 * try {
 *   await emulator.reset("no-such-seed");
 * } catch (error) {
 *   if (error instanceof EmulatorError) console.log(error.status, error.id, error.message);
 * }
 * ```
 */
export class EmulatorError extends Error {
  override name = "EmulatorError";

  constructor(
    message: string,
    /** HTTP status of the refusal; null if there was no answer. */
    readonly status: number | null,
    /** Machine-readable reason: the answer's, `unreachable`, or `not-started`. */
    readonly id: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
