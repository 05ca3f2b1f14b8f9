/**
 * Predicates: validators that only answer yes or no. A validator that can say what is wrong builds the path of every field
 * on its way, although nearly all values fit. So `judge` asks a predicate first, and the full validator about the rest.
 */
import { Ajv2020, type Options } from "ajv/dist/2020.js";
import { uniqueItemsInLine } from "./keywords.js";

/** In Ajv's code: the place of a value, as a parameter and as the argument of a call. */
const PARAMETER =
  /, \{instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors=\{\}\}=\{\}\)/g;
const ARGUMENT = /, ?\{instancePath(?:"(?:[^"\\]|\\.)*"|[^"{}])*,dynamicAnchors\}\)/g;
/** Errors, which nobody reads, still name a place. */
const PLACE = 'const instancePath = "";';

/** A compiler of JSON Schemas, which are known to be valid and are told apart by {@link withTags}, into predicates. */
export function predicateCompiler(options: Options, schemas: unknown): Ajv2020 {
  const code = { ...options.code, process: withoutPlaces };
  const without = { meta: false, validateSchema: false, validateFormats: false, messages: false };
  const ajv = new Ajv2020({ ...options, ...without, code, discriminator: true });
  // Which fields were judged is of interest to these keywords only.
  ajv.opts.unevaluated = JSON.stringify(schemas).includes('"unevaluated');
  uniqueItemsInLine(ajv);
  return ajv;
}

/** Ajv's code of validators without the places of values; unchanged where it needs them. */
export function withoutPlaces(code: string): string {
  const text = code.replaceAll(PARAMETER, ")").replaceAll(ARGUMENT, ")");
  return /\b(?:parentData|rootData|dynamicAnchors)\b/.test(text) ? code : PLACE + text;
}

type Schema = Record<string, unknown>;

/**
 * A schema in which each choice of objects that one field tells apart (a different constant in each form) names that field, so
 * that one form is judged instead of all. `resolve` gives the schema that a reference means.
 */
export function withTags(node: unknown, resolve: (ref: string) => unknown): unknown {
  if (Array.isArray(node)) return node.map((item) => withTags(item, resolve));
  if (node === null || typeof node !== "object") return node;
  const made = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withTags(value, resolve)]),
  );
  const tag = Array.isArray(made["oneOf"]) ? tagOf(made["oneOf"] as Schema[], resolve) : undefined;
  return tag === undefined ? made : { ...made, type: "object", discriminator: { propertyName: tag } };
}

/** The field whose constant tells all forms apart. */
function tagOf(oneOf: readonly Schema[], resolve: (ref: string) => unknown): string | undefined {
  const forms = oneOf.map(({ $ref, ...others }) =>
    typeof $ref === "string" && Object.keys(others).length === 0 ? (Object(resolve($ref)) as Schema) : others,
  ) as { type?: unknown; required?: unknown; properties?: Record<string, { const?: unknown }> }[];
  const constantOf = ({ type, required, properties }: (typeof forms)[number], name: string): unknown =>
    type === "object" && Array.isArray(required) && required.includes(name)
      ? properties?.[name]?.const
      : undefined;
  return Object.keys(forms[0]?.properties ?? {}).find((name) => {
    const constants = forms.map((form) => constantOf(form, name));
    return constants.every((one) => typeof one === "string") && new Set(constants).size === forms.length;
  });
}
