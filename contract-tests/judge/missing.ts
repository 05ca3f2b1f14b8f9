import { harmlessLine } from "../../src/text/harmless.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import { allOf, type Grounds, groundsOfPlace } from "./grounds.js";

/** What an object has instead of a field that it should have, and the grounds of that. */
export function missing(name: string, object: object, place: SchemaView): { got: string; grounds: Grounds } {
  const names = Object.keys(object);
  const more = names.length - MAX_NAMED;
  const told = `${names.slice(0, MAX_NAMED).map(harmlessLine).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const got = `none; the fields are ${told || "no fields at all"}`;
  return { got, grounds: allOf(groundsOfPlace(place), names.includes(OTHERWISE[name] ?? "") ? ["C-3"] : []) };
}

/** So many fields are named. */
const MAX_NAMED = 30;

/** The agent's name is written in two ways (C-3); a target may keep to one of them. */
const OTHERWISE: Readonly<Record<string, string>> = { agent_id: "agent-id", "agent-id": "agent_id" };
