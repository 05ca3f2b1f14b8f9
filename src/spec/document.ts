import { pointerKeys } from "../schema/field-path.js";

/** A piece of an OpenAPI document. */
export type Node = Readonly<Record<string, unknown>>;

/** A piece and what it refers to, nearest first: what stands beside a `$ref` goes before what that means. */
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

/** A piece with its references followed, as one. One that leads nowhere is empty. */
export function resolved(document: Node, piece: unknown): Node {
  const merged = Object.assign({}, ...chainOf(document, piece).reverse()) as Node;
  return Object.fromEntries(Object.entries(merged).filter(([key]) => key !== "$ref"));
}

/** What a document has at a JSON pointer (`#/components/schemas/Name`); undefined where it has nothing. */
export function valueAt(document: Node, pointer: string): unknown {
  return pointerKeys(pointer).reduce<unknown>(
    (at, key) => (Array.isArray(at) ? at[Number(key)] : asNode(at)[key]),
    document,
  );
}

/** Anything as a piece; what is none is an empty one. */
export function asNode(value: unknown): Node {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

/** The texts of a list; none where it is no list. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A text; empty where it is none. */
export const text = (value: unknown): string => (typeof value === "string" ? value : "");
