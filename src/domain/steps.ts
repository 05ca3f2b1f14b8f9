/** Work in small steps. Each step tells its size, about the number of characters of the records that it dealt with. */
export type Steps<T> = Generator<number, T, void>;

/** The size of a step that deals with one record of usual size. */
export const ONE_RECORD = 300;

/** Does all steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
