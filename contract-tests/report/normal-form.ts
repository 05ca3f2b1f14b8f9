/**
 * Replaces values that differ between runs by comparable ones: an id by its number in order of appearance, a time by
 * its form, a name of the run by its purpose. Snap revisions, which the suite invents, are treated as ids.
 */
const RUN_NAME = /spi-run-\d{8}-[0-9a-f]+(?:-\d+)?(?:-([a-z0-9.]+))?/gi;
/** A UUID, or a key of at least 16 hex digits. */
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{16,}\b/gi;
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})?/g;

/** The replacements of one clause so far. Each side of a comparison has its own. */
export class NormalForm {
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #revisions = new Map<string, string>();

  /** The normal form of a sent or received value. */
  of(value: unknown): unknown {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.of(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      // In order of names, because the order of appearance must not depend on the order of fields.
      Object.entries(value)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, item]) => [
          this.text(name),
          name === "revision" && typeof item === "number"
            ? this.#known(this.#revisions, String(item), name)
            : this.of(item),
        ]),
    );
  }

  /** The normal form of a text. */
  text(text: string): string {
    return text
      .replace(RUN_NAME, (name, what?: string) =>
        this.#known(this.#names, name, `name ${what ?? "of the run"}`),
      )
      .replace(ID, (id) => this.#known(this.#ids, id.toLowerCase(), "id"))
      .replace(TIME, (_, fraction?: string, zone?: string) => timeForm(fraction, zone));
  }

  #known(seen: Map<string, string>, key: string, kind: string): string {
    const known = seen.get(key) ?? `<${kind} #${seen.size + 1}>`;
    seen.set(key, known);
    return known;
  }
}

function timeForm(fraction: string | undefined, zone: string | undefined): string {
  const digits = fraction === undefined ? "no fraction" : `${fraction.length - 1} digits`;
  return `<time, ${digits}, ${zone === undefined ? "no offset" : zone === "Z" ? "Z" : `offset ${zone}`}>`;
}
