/**
 * What the emulator refused, or why it could not be asked.
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
    /** HTTP status of the refusal; null where there was no answer at all. */
    readonly status: number | null,
    /** The reason for programs: that of the answer, `unreachable`, or `not-started`. */
    readonly id: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
