import type { Schema } from "./schema.js";

/** A value that is wrong in type for every one of the alternatives; undefined where any value is right. */
export function wrongType(branches: readonly Schema[]): { value: unknown } | undefined {
  const allowed = typesOf(branches);
  if (allowed === null) return undefined;
  const candidates: [type: string, value: unknown][] = [
    ["number", 12345],
    ["string", "text"],
    ["boolean", true],
  ];
  const found = candidates.find(([type]) => !allowed.has(type));
  return found && { value: found[1] };
}

/** Whether null is none of the alternatives. */
export function forbidsNull(branches: readonly Schema[]): boolean {
  const allowed = typesOf(branches);
  return allowed !== null && !allowed.has("null");
}

/** The JSON types that are right; null where all are. */
function typesOf(branches: readonly Schema[]): Set<string> | null {
  const types = branches.map(({ type }) => type);
  if (types.includes(undefined)) return null;
  return new Set(types.flatMap((type) => type!).map((type) => (type === "integer" ? "number" : type)));
}

const FORMS: Record<string, (text: string) => string> = {
  uuid: (text) => text.replaceAll("-", ""),
  "naive-microseconds": (text) => `${text}Z`,
  "offset-microseconds": (text) => text.replace("+00:00", "Z"),
};

/** A string of the right type in a form that is wrong, and what is wrong; undefined where every string is right. */
export function wrongForm(
  branches: readonly Schema[],
): { what: string; of: (text: string) => unknown } | undefined {
  for (const { format, enum: words, const: word, minLength, type } of branches) {
    const change = FORMS[format ?? ""];
    if (change) return { what: `${format!} in another form`, of: change };
    if (words !== undefined || typeof word === "string") {
      return { what: "a word in other letters", of: otherLetters };
    }
    if (type === "string" && (minLength ?? 0) > 0) return { what: "an empty text", of: () => "" };
    if (type === "integer") return { what: "a whole number written as text", of: String };
  }
  return undefined;
}

function otherLetters(text: string): string {
  const lower = text.toLowerCase();
  return lower === text ? text.toUpperCase() : lower;
}

/** How another programmer might have written a name: `agent_id` for `agent-id`, `queuedAt` for `queued_at`. */
export function otherName(name: string): string | undefined {
  if (name.includes("-")) return name.replaceAll("-", "_");
  if (!name.includes("_")) return undefined;
  return name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
