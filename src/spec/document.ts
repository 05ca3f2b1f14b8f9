import { pointerKeys } from "../schema/field-path.js";

/** A piece of an OpenAPI document. */
export type Node = Readonly<Record<string, unknown>>;

/** A piece and its references, nearest first: keywords beside a `$ref` take precedence over its target. */
export function chainOf(document: Node, piece: unknown): Node[] {
  const chain = [asNode(piece)];
  const followed = new Set<string>();
  for (
    let ref = chain[0]!["$ref"];
    typeof ref === "string" && !followed.has(ref);
    ref = chain.at(-1)!["$ref"]
  ) {
    followed.add(ref);
    chain.push(asNode(valueAt(document, ref)));
  }
  return chain;
}

/** A piece merged with its references. A dangling reference gives an empty piece. */
export function resolved(document: Node, piece: unknown): Node {
  const merged = Object.assign({}, ...chainOf(document, piece).reverse()) as Node;
  return Object.fromEntries(Object.entries(merged).filter(([key]) => key !== "$ref"));
}

/** The value at a JSON pointer (`#/components/schemas/Name`); undefined if there is none. */
export function valueAt(document: Node, pointer: string): unknown {
  return pointerKeys(pointer).reduce<unknown>(
    (at, key) => (Array.isArray(at) ? at[Number(key)] : asNode(at)[key]),
    document,
  );
}

/** The value if it is a piece, else an empty one. */
export function asNode(value: unknown): Node {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

/** The texts of a list; empty if the value is not a list. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The value if it is a text, else an empty one. */
export const text = (value: unknown): string => (typeof value === "string" ? value : "");
