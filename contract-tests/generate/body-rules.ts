import type { Operation } from "../../src/spec/operation-table.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { allOf, type Grounds, groundsOfPlace } from "../judge/grounds.js";
import { isObject, isOfType } from "../../src/schema/json-type.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import { boundsOf } from "./bounds.js";
import { type Place, placeName, placesLike, valueAt, withoutFieldAt, withValueAt } from "./places.js";
import { bodyOf, type PlainRequest, withBody } from "./plain-request.js";
import type { RequestRule, RuleKind } from "./rule.js";
import { isNullable, sample, solidForm } from "./samples.js";

/** A field that no schema has. */
export const UNKNOWN_FIELD = "unexpected_field";

/** One form of an operation's body. */
interface Form {
  operation: Operation;
  index: number;
  /** The prefix of the field in an id, for forms other than the first. */
  prefix: string;
  schema: SchemaView;
  /** The schemas of all forms. */
  all: readonly SchemaView[];
  /** Whether a body is intended to have this form. */
  meant(body: unknown): boolean;
}

/** Rules for missing and unknown fields, wrong types and values out of bounds. */
export function bodyRules(spec: ContractSpec, operation: Operation): RequestRule[] {
  const schema = spec.reader.operation(operation.operationId).body?.schema;
  if (!schema) return [];
  const forms = schema.forms.length > 0 ? schema.forms : [schema];
  return forms.flatMap((view, index) => {
    const prefix = index === 0 ? "" : `${view.schemaName ?? index}.`;
    const form: Form = {
      operation,
      index,
      prefix,
      schema: view,
      all: forms,
      meant: (body) => isNearest(body, view, forms),
    };
    return [typeRule(form, [], view), ...objectRules(form, [], view)];
  });
}

/** A body has at least as many fields of this form as of any other. */
function isNearest(body: unknown, form: SchemaView, forms: readonly SchemaView[]): boolean {
  const shared = ({ propertyNames }: SchemaView): number =>
    isObject(body) ? propertyNames.filter((name) => Object.hasOwn(body, name)).length : 0;
  return forms.every((other) => shared(other) <= shared(form));
}

function objectRules(form: Form, place: Place, object: SchemaView): RequestRule[] {
  const fields = object.propertyNames.flatMap((name) =>
    valueRules(form, [...place, name], object.property(name)!),
  );
  const missing = object.required.map((name) => missingRule(form, [...place, name], object));
  const closed = object.get("additionalProperties") === false;
  return [...missing, ...fields, ...(closed ? [unknownRule(form, place, object)] : [])];
}

function valueRules(form: Form, place: Place, view: SchemaView): RequestRule[] {
  if (view.isOpaque) return [];
  const schema = solidForm(view);
  const rules = [typeRule(form, place, view), ...boundRules(form, place, schema)];
  if (!isNullable(view)) rules.push(nullRule(form, place, view));
  if (schema.get("type") === "object") rules.push(...objectRules(form, place, schema));
  const { items } = schema;
  if (items) rules.push(...valueRules(form, [...place, 0], items));
  return rules;
}

function missingRule(form: Form, place: Place, object: SchemaView): RequestRule {
  const field = object.property(String(place.at(-1)))!;
  return rule(form, place, {
    kind: "missing",
    what: "missing",
    title: (name) => `a body without ${name} is refused`,
    provenance: groundsOfPlace(field),
    spoil: (body) => withoutFieldAt(body, place),
    correct: (body, at) =>
      isObject(valueAt(body, at.slice(0, -1))) && valueAt(body, at) === undefined
        ? withValueAt(body, at, sample(field))
        : body,
  });
}

function unknownRule(form: Form, place: Place, object: SchemaView): RequestRule {
  return rule(form, [...place, UNKNOWN_FIELD], {
    kind: "unknown-field",
    what: "unknown-field",
    id: placeName(place),
    title: () => `an unknown field is refused${place.length > 0 ? ` in ${placeName(place)}` : ""}`,
    provenance: ["A-24"],
    spoil(body) {
      const whole = isObject(valueAt(body, place)) ? body : withValueAt(body, place, sample(object));
      return withValueAt(whole, [...place, UNKNOWN_FIELD], "x");
    },
    correct(body, at) {
      const parent = valueAt(body, at.slice(0, -1));
      if (!isObject(parent)) return body;
      const known = Object.entries(parent).filter(([name]) => object.propertyNames.includes(name));
      return withValueAt(body, at.slice(0, -1), Object.fromEntries(known));
    },
  });
}

/** It is documented that a revision is an integer (D 793), but not that other types are refused. */
const groundsOfType = (view: SchemaView, type: string | undefined): Grounds =>
  type === "integer" ? groundsOfPlace(view) : allOf(groundsOfPlace(view), ["A-01"]);

function typeRule(form: Form, place: Place, view: SchemaView): RequestRule {
  const type = solidForm(view).get<string>("type") ?? "object";
  const wrong = type === "string" ? 7 : type === "object" ? ["x"] : "x";
  return rule(form, place, {
    kind: "type",
    what: "type",
    title: (name) => `${name} of a wrong type is refused`,
    provenance: groundsOfType(view, type),
    spoil: (body) => withValueAt(body, place, wrong),
    correct(body, at) {
      const value = valueAt(body, at);
      const right = value === undefined || value === null || isOfType(value, type);
      // A fraction is a number, too; another rule covers it.
      return right || (type === "integer" && typeof value === "number")
        ? body
        : withValueAt(body, at, sample(view));
    },
  });
}

function nullRule(form: Form, place: Place, view: SchemaView): RequestRule {
  return rule(form, place, {
    kind: "type",
    what: "null",
    title: (name) => `null for ${name} is refused`,
    provenance: groundsOfType(view, solidForm(view).get<string>("type")),
    spoil: (body) => withValueAt(body, place, null),
    correct: (body, at) => (valueAt(body, at) === null ? withValueAt(body, at, sample(view)) : body),
  });
}

function boundRules(form: Form, place: Place, schema: SchemaView): RequestRule[] {
  return boundsOf(schema).map((bound) =>
    rule(form, place, {
      kind: "bound",
      what: "bound",
      suffix: `.${bound.keyword}`,
      title: (name) => `${name} ${bound.words} is refused`,
      provenance: bound.provenance,
      spoil: (body) => withValueAt(body, place, bound.cross(valueAt(body, place))),
      correct(body, at) {
        const value = valueAt(body, at);
        return value !== undefined && bound.isCrossed(value)
          ? withValueAt(body, at, bound.clamp(value))
          : body;
      },
    }),
  );
}

interface BodyRule {
  kind: RuleKind;
  /** Part of the id. */
  what: string;
  /** The field in the id, if it differs from the place. */
  id?: string;
  suffix?: string;
  title(name: string): string;
  provenance: readonly string[];
  spoil(body: unknown): unknown;
  correct(body: unknown, at: Place): unknown;
}

function rule(form: Form, place: Place, made: BodyRule): RequestRule {
  const { operation, index, prefix } = form;
  const field = made.id ?? placeName(place);
  const label = prefix + (field === "" ? "body" : field);
  return {
    id: `request.${operation.operationId}.${made.what}.${label}${made.suffix ?? ""}`,
    operation: operation.operationId,
    kind: made.kind,
    place: place.length === 0 ? "body" : `body.${placeName(place)}`,
    title: made.title(place.length === 0 ? "a body" : placeName(place)),
    expected: "400",
    names: made.kind === "missing" ? missingNames(form, place) : namesOf(form, place),
    provenance: made.provenance,
    form: index,
    break: (request) => withBody(request, made.spoil(bodyOf(request))),
    repair: (request) => corrected(request, form, place, made),
  };
}

function corrected(request: PlainRequest, form: Form, place: Place, made: BodyRule): PlainRequest {
  const body = bodyOf(request);
  if (body === undefined || !form.meant(body)) return request;
  const repaired = placesLike(body, place).reduce<unknown>((value, at) => made.correct(value, at), body);
  return repaired === body ? request : withBody(request, repaired);
}

/** The names of a place in messages: its own and, if its key is free, that of the field around it. */
function namesOf({ schema }: Form, place: Place): readonly string[] {
  const keys = place.filter((key) => typeof key === "string");
  const [around, name] = [keys.slice(0, -1), keys.at(-1)];
  if (name === undefined) return [];
  const holder = around.reduce<SchemaView | null>((view, key) => {
    const object = view && solidForm(view);
    return object?.property(key) ?? object?.items?.property(key) ?? null;
  }, schema);
  const isFree = holder !== null && isObject(solidForm(holder).get("additionalProperties"));
  return isFree ? [name, around.at(-1)!] : [name];
}

/** A body without the field that distinguishes the forms may also be of another form, without another field. */
function missingNames(form: Form, place: Place): readonly string[] {
  const own = namesOf(form, place);
  const others = form.all.filter((other) => other !== form.schema);
  return place.length === 1 ? [...own, ...others.flatMap(({ required }) => required)] : own;
}
