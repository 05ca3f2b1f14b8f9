/** A place in a JSON value: keys of objects and indexes of lists. */
export type Place = readonly (string | number)[];

/** `snaps[0].name`; empty for the value itself. */
export function placeName(place: Place): string {
  return place.reduce<string>(
    (path, key) => (typeof key === "number" ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`),
    "",
  );
}

/** The value at a place; undefined if there is none. */
export function valueAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | null)?.[key], value);
}

/** The value with a part replaced; missing objects on the way are created. */
export function withValueAt(value: unknown, place: Place, put: unknown): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return put;
  if (typeof key === "number") {
    const list = Array.isArray(value) ? [...(value as unknown[])] : [];
    list[key] = withValueAt(list[key], rest, put);
    return list;
  }
  const around = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  return { ...around, [key]: withValueAt(around[key], rest, put) };
}

/** The value without the field at a place. */
export function withoutFieldAt(value: unknown, place: Place): unknown {
  const parent = place.slice(0, -1);
  const fields = Object.entries((valueAt(value, parent) ?? {}) as Record<string, unknown>);
  const others = fields.filter(([name]) => name !== place.at(-1));
  return withValueAt(value, parent, Object.fromEntries(others));
}

/** All places of a pattern, in which index 0 of a list means all items. */
export function placesLike(value: unknown, pattern: Place): Place[] {
  return pattern.reduce<Place[]>(
    (places, key) =>
      places.flatMap((place) => {
        if (key !== 0) return [[...place, key]];
        const list = valueAt(value, place);
        return Array.isArray(list) ? list.map((_, index) => [...place, index]) : [];
      }),
    [[]],
  );
}
