import type { SchemaView } from "../../../src/spec/schema-view.js";

/** A step into a body: a property, every entry of a list, or the objects with a given constant. */
export type Step = string | typeof EACH | { property: string; is: unknown };

/** Every entry of a list. */
export const EACH = Symbol("each entry");

/** An object somewhere in a body. */
export type Obj = Record<string, unknown>;

/** A kind of object in a body, once or many times. */
export interface ObjectPlace {
  steps: readonly Step[];
  schema: SchemaView;
}

/** One property of a kind of object. */
export interface PropertyPlace extends ObjectPlace {
  property: string;
  /** Alternatives of the property's schema. */
  branches: readonly SchemaView[];
}

/** Every kind of object in a body of this schema, outermost first. */
export function objectPlaces({ branches }: SchemaView, steps: readonly Step[] = []): ObjectPlace[] {
  return branches.flatMap((branch): ObjectPlace[] => {
    if (branch.items) return objectPlaces(branch.items, [...steps, EACH]);
    if (branch.get("properties") === undefined) return [];
    const own = branches.length > 1 ? [...steps, ...discriminator(branch)] : steps;
    const below = branch.propertyNames.flatMap((name) =>
      objectPlaces(branch.property(name)!, [...own, name]),
    );
    return [{ steps: own, schema: branch }, ...below];
  });
}

/** Selects the objects of a `oneOf` branch: those with its constant, or any object if it has none. */
function discriminator(branch: SchemaView): Step[] {
  const constants = branch.propertyNames.map((property) => ({
    property,
    is: branch.property(property)!.get("const"),
  }));
  return constants.filter(({ is }) => is !== undefined).slice(0, 1);
}

/** Every property of every kind of object. */
export function propertyPlaces(schema: SchemaView): PropertyPlace[] {
  return objectPlaces(schema).flatMap((place) =>
    place.schema.propertyNames.map((property) => ({
      ...place,
      property,
      branches: place.schema.property(property)!.branches,
    })),
  );
}

/** The objects at a place of a body. */
export function objectsAt(body: unknown, steps: readonly Step[]): Obj[] {
  const [step, ...rest] = steps;
  if (step === undefined) return isObject(body) ? [body] : [];
  if (step === EACH) return Array.isArray(body) ? body.flatMap((entry) => objectsAt(entry, rest)) : [];
  if (!isObject(body)) return [];
  if (typeof step === "string") return objectsAt(body[step], rest);
  return body[step.property] === step.is ? objectsAt(body, rest) : [];
}

function isObject(value: unknown): value is Obj {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of a place: `event_logs[].events[PICKED_BY_AGENT].agent_id`. */
export function placeName(steps: readonly Step[], property?: string): string {
  const text = [...steps, ...(property === undefined ? [] : [property])].reduce<string>((name, step) => {
    if (step === EACH) return `${name}[]`;
    if (typeof step === "object") return `${name.replace(/\[\]$/, "")}[${String(step.is)}]`;
    return name === "" ? step : `${name}.${step}`;
  }, "");
  return text === "" ? "body" : text;
}
