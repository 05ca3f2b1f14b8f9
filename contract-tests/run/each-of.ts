/** Processes a list with limited concurrency, starting the items in order. */
export async function eachOf<T>(
  items: readonly T[],
  at: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(at, items.length) }, worker));
}
