/** A piece of an OpenAPI document. */
export type Node = Readonly<Record<string, unknown>>;

/** A piece with its references followed. */
export interface Resolved {
  /** What stands beside a `$ref` goes before what it refers to, as OpenAPI 3.1 has it for schemas. */
  node: Node;
  /** The references that were followed, outermost first. */
  refs: string[];
}

/** Follows the references of a piece of `document`. One that leads nowhere, or round in a circle, is an empty piece. */
export function resolve(document: Node, piece: unknown): Resolved {
  let node = asNode(piece);
  const refs: string[] = [];
  for (let ref = node["$ref"]; typeof ref === "string" && !refs.includes(ref); ref = node["$ref"]) {
    refs.push(ref);
    const beside = Object.entries(node).filter(([key]) => key !== "$ref");
    node = { ...asNode(target(document, ref)), ...Object.fromEntries(beside) };
  }
  return { node, refs };
}

function target(document: Node, ref: string): unknown {
  return ref
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((at, key) => asNode(at)[key], document);
}

/** Anything as a piece; what is none is an empty one. */
export function asNode(value: unknown): Node {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

/** The texts of a list; none where it is no list. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

export const text = (value: unknown): string => (typeof value === "string" ? value : "");
