import type { Assumption } from "../src/dashboard/spec/assumptions.js";
import { pointerKeys } from "../src/schema/field-path.js";
import { citationsOf } from "./provenance.js";

type Node = Record<string, unknown>;

/** The names of the kinds of components. */
const KINDS: Record<string, string> = {
  parameters: "parameter",
  responses: "answer",
  headers: "header",
  securitySchemes: "security",
};

/** `docs/assumptions.md`: each assumption with the places of the spec (parsed, not dereferenced) that cite it. */
export function renderAssumptions(assumptions: readonly Assumption[], document: unknown): string {
  const places = placesByTag(document as Node);
  return [
    "<!-- Generated from assumptions.yaml and openapi.yaml by `npm run generate`. Do not edit. -->",
    "",
    "# Assumptions",
    "",
    "The public documents of the SPI API leave gaps. This is how the emulator fills them. The contract suite reports a real",
    "deployment that differs as a finding (assumption refuted), not as a failure. Generated: edit `assumptions.yaml` instead.",
    "",
    ...assumptions.map(({ id, title }) => `- [${id}: ${title}](#${slug(`${id}: ${title}`)})`),
    ...assumptions.flatMap((assumption) => section(assumption, places.get(assumption.id) ?? [])),
    "",
  ].join("\n");
}

function section(
  { id, title, assumed, because, instead, operations }: Assumption,
  places: string[],
): string[] {
  return [
    "",
    `## ${id}: ${title}`,
    "",
    assumed.trim(),
    "",
    `- **Why:** ${because.trim()}`,
    ...(instead === undefined ? [] : [`- **Alternative:** ${instead.trim()}`]),
    `- **Operations:** ${list(operations)}`,
    `- **Cited by:** ${list(places)}`,
  ];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `\`${name}\``).join(", ");
}

function placesByTag(document: Node): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { pointer, tags } of citationsOf(document)) {
    for (const tag of tags)
      places.set(String(tag), [...(places.get(String(tag)) ?? []), label(pointer, document)]);
  }
  return places;
}

/**
 * A pointer in a reader's words: `createProduct`, `createProduct 201`, `Product.name`, `parameter OrgId`, `answer
 * Conflict`.
 */
function label(pointer: string, document: Node): string {
  const keys = pointerKeys(pointer);
  const [root, second = "", third = "", ...rest] = keys;
  if (root === "paths") {
    const item = (document["paths"] as Record<string, Record<string, { operationId?: string }>>)[second];
    const name = item?.[third]?.operationId ?? `${third} ${second}`;
    return [name, ...rest.filter((key) => key !== "responses")].join(" ");
  }
  if (root !== "components") return keys.join(".");
  if (second === "schemas") return [third, ...rest.filter((key) => key !== "properties")].join(".");
  return [KINDS[second] ?? second, third, ...rest].join(" ");
}

/** The anchor that Markdown viewers give a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}
