/** Maximum number of characters of a name that is compared, and of names that it is compared with. */
const MAX_LENGTH = 100;
const MAX_KNOWN = 1000;

/**
 * The known name that a mistyped one is most likely meant to be; undefined where none is near. Longer names, and the known ones
 * after the first thousand, are not compared.
 */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  if (written.length > MAX_LENGTH) return undefined;
  const most = Math.max(2, written.length / 3);
  const ranked = known
    .slice(0, MAX_KNOWN)
    // So many letters are missing or too many.
    .filter((name) => Math.abs(name.length - written.length) <= most)
    .map((name) => ({
      name,
      distance: editDistance(written.toLowerCase(), name.toLowerCase()),
      begins: commonStart(written, name),
    }))
    .sort((one, other) => one.distance - other.distance || other.begins - one.begins);
  const best = ranked[0];
  return best && best.distance <= most ? best.name : undefined;
}

/** How many letters both begin with: people seldom mistype the first ones. */
function commonStart(one: string, other: string): number {
  const differs = [...one].findIndex((letter, index) => letter !== other[index]);
  return differs < 0 ? one.length : differs;
}

/** How many letters must be added, dropped or changed. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const changed = row[column - 1]! + (from[index] === to[column - 1] ? 0 : 1);
      next.push(Math.min(changed, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
