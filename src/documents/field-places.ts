import { type Document, isCollection, isMap, isScalar, type LineCounter } from "yaml";
import { type FieldPath, fieldName } from "../schema/field-path.js";

export type { FieldPath } from "../schema/field-path.js";

/** Finds the lines of fields in a file, for messages. */
export class FieldPlaces {
  constructor(
    readonly file: string,
    /** Reads the document, which is put off until somebody asks for a line. Null for a value that came as JSON, all in one line. */
    private readonly read: (() => { document: Document; lines: LineCounter }) | null,
  ) {}

  /** `file:line: field: problem`. The line is that of the field or of its nearest existing parent. */
  problem(path: FieldPath, problem: string): string {
    const field = fieldName(path);
    return `${this.file}:${this.line(path)}: ${field && `${field}: `}${problem}`;
  }

  /** A value as it is written in the file: `0123`, where the value is 123. Undefined for lists and mappings. */
  written(path: FieldPath): string | undefined {
    const found: unknown = this.read?.().document.getIn(path, true);
    return isScalar(found) ? found.source : undefined;
  }

  /** The line of a field or of its nearest existing parent. */
  line(path: FieldPath): number {
    if (this.read === null) return 1;
    const { document, lines } = this.read();
    for (let length = path.length; length > 0; length--) {
      const offset = offsetOf(document, path.slice(0, length));
      if (offset !== undefined) return lines.linePos(offset).line;
    }
    return 1;
  }
}

/** The offset of the field's key, or of the entry in a list. */
function offsetOf(document: Document, path: FieldPath): number | undefined {
  const last = path.at(-1)!;
  const around: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isCollection(around)) return undefined;
  if (!isMap(around)) return (around.items[Number(last)] as { range?: [number] } | undefined)?.range?.[0];
  const pair = around.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last));
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}
