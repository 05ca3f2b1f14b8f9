/** Violations in words, for clients, authors of YAML files, and readers of the suite's reports. */
import { fieldName } from "./field-path.js";
import { nearestName } from "./nearest-name.js";
import { MAX_FOUND, type Violation } from "./violation.js";

/** Maximum number of violations in one message. */
export const MAX_REPORTED = 5;
/** Maximum length of quoted data, in characters. */
const QUOTED = 60;

/** A violation in words. */
export interface Words {
  /** `snaps[0].name`. */
  field: string;
  /** What came: `7`, `201 characters`, `nothing`. */
  got: string;
  /** What is accepted: `a string`. */
  accepted: string;
  /**
   * All but the field: `got 7; accepted: a string`, `unknown field, perhaps you mean name; accepted: name, release`.
   */
  reason: string;
}

export interface WordsOptions {
  /** What the value itself is called: `body`. */
  root?: string;
  /** Whether a field of this name is a secret. Where it is given, nothing in a list, an object or a whole text is shown either. */
  hides?: (name: string) => boolean;
}

/** What is wrong with which field: what came, what is accepted. */
export function inWords(violation: Violation, { root = "", hides }: WordsOptions = {}): Words {
  const { path, kind } = violation;
  const field = clip(path.length === 0 ? root : fieldName(path));
  const accepted = acceptedBy(violation);
  if (kind === "missing")
    return { field, got: "nothing", accepted, reason: "missing; this field is required" };
  const isHidden = hides?.(String(path.at(-1))) ?? false;
  const shown = hides === undefined ? quote : path.length === 0 ? quoteKind : quoteOutline;
  const got = isHidden ? "a value that is not shown" : whatCame(violation, shown);
  if (kind === "unknown") {
    const reason = unknownName("unknown field", path.at(-1), fieldsOf(violation));
    return { field, got, accepted, reason };
  }
  if (violation.keyword === "uniqueItems")
    return { field, got, accepted, reason: `${got}; accepted: ${accepted}` };
  const hint = isHidden ? "" : nearestOf(violation.value, namesAccepted(violation));
  return { field, got, accepted, reason: `got ${got}${hint}; accepted: ${accepted}` };
}

/** The first violations as one message: `name: got 7; accepted: a string; release: missing; ...; and 2 more`. */
export function asMessage(violations: readonly Violation[], options: WordsOptions = {}): string {
  const told = asTexts(violations, options);
  const more = told.length < MAX_FOUND ? `${told.length - MAX_REPORTED} more` : "more";
  return told.slice(0, MAX_REPORTED).join("; ") + (told.length > MAX_REPORTED ? `; and ${more}` : "");
}

/** Each violation in a sentence of its own, none twice: `name: got 7; accepted: a string`. */
export function asTexts(violations: readonly Violation[], options: WordsOptions = {}): string[] {
  const texts = violations.map((violation) => {
    const { field, reason } = inWords(violation, options);
    return field === "" ? reason : `${field}: ${reason}`;
  });
  return [...new Set(texts)];
}

/** Maximum number of known names that a message tells. */
const MAX_NAMES = 100;

/** `what`, the known name that is nearest to `name`, and the known names. */
export function unknownName(what: string, name: unknown, known: readonly string[]): string {
  const more = known.length > MAX_NAMES ? ` and ${known.length - MAX_NAMES} more` : "";
  const names = known.length === 0 ? "none" : known.slice(0, MAX_NAMES).join(", ");
  return `${what}${nearestOf(name, known)}; accepted: ${names}${more}`;
}

/** Somebody's value as JSON, cut where it is long. */
export function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  return clip(JSON.stringify(value));
}

/** As {@link quote}, but of a list or an object not what is in it. */
export function quoteOutline(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : `an array of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : quote(value);
}

/** As {@link quoteOutline}; of a text not what is in it: it may be JSON that was encoded twice. */
const quoteKind = (value: unknown): string => (typeof value === "string" ? "a string" : quoteOutline(value));

const nearestOf = (name: unknown, known: readonly string[]): string => {
  const near = typeof name === "string" ? nearestName(name, known) : undefined;
  return near === undefined ? "" : `, perhaps you mean ${near}`;
};

function whatCame({ keyword, params, value }: Violation, shown: (value: unknown) => string): string {
  switch (keyword) {
    case "maxLength":
      return `${[...String(value)].length} characters`;
    case "minItems":
    case "maxItems":
      return `${(value as unknown[]).length} item(s)`;
    case "uniqueItems":
      return `items ${String(params["j"])} and ${String(params["i"])} are equal`;
    default:
      return shown(value);
  }
}

/** What a place accepts. A schema may say it itself, in `x-accepted`; its description is added where it has one. */
function acceptedBy(violation: Violation): string {
  const { kind, schema, orNull } = violation;
  if (kind === "missing") return "the field";
  if (kind === "unknown") return fieldsOf(violation).join(", ") || "none";
  if (schema["x-accepted"] !== undefined) return schema["x-accepted"];
  const names = namesAccepted(violation);
  const said = (schema.description ?? "").replace(/\.$/, "");
  const words = names.length > 0 ? names.join(", ") : rule(violation);
  return `${words}${orNull ? " or null" : ""}${said === "" || names.length > 0 ? "" : ` (${said})`}`;
}

/** The values of which one is accepted; none where any other rule is broken. */
function namesAccepted({ keyword, params, schema }: Violation): string[] {
  const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  if (keyword === "enum") return (params["allowedValues"] as unknown[]).map(plain);
  if (keyword === "const") return [plain(params["allowedValue"])];
  if (keyword !== "discriminator") return [];
  return (schema.oneOf ?? []).map(({ properties }) => plain(properties?.[String(params["tag"])]?.const));
}

function rule({ keyword, params, schema, message }: Violation): string {
  const limit = String(params["limit"]);
  switch (keyword) {
    case "type":
      return `${[params["type"]].flat().map(withArticle).join(" or ")}${range(schema)}`;
    case "maxLength":
      return `at most ${limit}`;
    case "minLength":
      return `at least ${limit} character(s)`;
    case "minimum":
      return `at least ${limit}`;
    case "maximum":
      return `at most ${limit}`;
    case "exclusiveMinimum":
      return `more than ${limit}`;
    case "exclusiveMaximum":
      return `less than ${limit}`;
    case "minItems":
      return `at least ${limit}`;
    case "maxItems":
      return `at most ${limit}`;
    case "minProperties":
      return `at least ${limit} field(s)`;
    case "maxProperties":
      return `at most ${limit} field(s)`;
    case "pattern":
      return form(schema, String(params["pattern"]));
    case "multipleOf":
      return `a multiple of ${String(params["multipleOf"])}`;
    case "uniqueItems":
      return "no item twice";
    case "dependentRequired":
      return `${String(params["property"])} only together with ${String(params["deps"])}`;
    case "oneOf":
      return "one of its forms, and only one";
    default:
      return message;
  }
}

/** Forms of texts by `format`, each with an example. */
const FORMS: Readonly<Record<string, string>> = {
  uuid: "a UUID such as 99787105-911f-4e23-bded-b0b8253aee11",
  "naive-microseconds": "a time such as 2016-01-04T17:34:39.093142 (six digits, no offset)",
  "offset-microseconds": "a time such as 2016-01-04T16:58:28.805000+00:00 (six digits, with offset)",
};

function form({ format, title }: Violation["schema"], pattern: string): string {
  const known = FORMS[String(format)];
  if (known !== undefined) return known;
  if (pattern.includes("\\u0000")) return "text without control characters";
  return typeof title === "string" ? title : `text of the form ${pattern}`;
}

/** The fields that an object may have. */
const fieldsOf = ({ schema }: Violation): string[] => Object.keys(schema.properties ?? {});

function withArticle(type: unknown): string {
  if (type === "null") return "null";
  return /^[aeiou]/.test(String(type)) ? `an ${String(type)}` : `a ${String(type)}`;
}

function range({ minimum, maximum }: Violation["schema"]): string {
  return minimum !== undefined && maximum !== undefined
    ? ` from ${String(minimum)} to ${String(maximum)}`
    : "";
}

function clip(text: string): string {
  const characters = [...text.slice(0, QUOTED * 4)];
  return characters.length > QUOTED ? `${characters.slice(0, QUOTED).join("")}...` : text;
}
