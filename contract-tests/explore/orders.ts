/** Something that took place between two times. */
export interface Span {
  began: number;
  ended: number;
}

/** Whether requests sent at the same time have an order that explains their answers. */
export type Explanation = "explained" | "unexplained" | "undecided";

/**
 * Tries orders until one explains what was observed. An order is possible if each item comes after all those that ended
 * before it began. Orders that begin like one that failed are left out.
 * @param attempt index of the first item that the order does not explain; null if it explains all
 * @param most maximum number of attempts, after which it is undecided
 */
export async function explain<T extends Span>(
  items: readonly T[],
  attempt: (order: readonly T[]) => Promise<number | null>,
  most: number,
): Promise<Explanation> {
  const failed: (readonly T[])[] = [];
  let attempts = 0;
  for (const order of orders(items)) {
    if (failed.some((prefix) => prefix.every((item, index) => item === order[index]))) continue;
    if (attempts >= most) return "undecided";
    attempts += 1;
    const index = await attempt(order);
    if (index === null) return "explained";
    failed.push(order.slice(0, index + 1));
  }
  return "unexplained";
}

/** All possible orders, that of the answers first. */
export function* orders<T extends Span>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) {
    yield [];
    return;
  }
  const byEnd = [...items].sort((one, other) => one.ended - other.ended);
  for (const first of byEnd) {
    const rest = items.filter((item) => item !== first);
    if (rest.some((item) => item.ended < first.began)) continue;
    for (const order of orders(rest)) yield [first, ...order];
  }
}
