/** A place in a value: keys and indexes. */
export type FieldPath = readonly (string | number)[];

/** `behaviours[0].rate`; empty for the value itself. */
export function fieldName(path: FieldPath): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
}

/** The keys of a JSON pointer: `/snaps/0/name`, `#/components/schemas/Name`. */
export function pointerKeys(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The pointer of what `pointer` has under `key`. */
export function pointerBelow(pointer: string, key: string): string {
  return `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** A JSON pointer as a path; digits are taken for an index. */
export function pathOf(pointer: string): FieldPath {
  return pointerKeys(pointer).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}
