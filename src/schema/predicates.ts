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

/** A compiler of JSON Schemas, which are known to be valid, into predicates. */
export function predicateCompiler(options: Options): Ajv2020 {
  const code = { ...options.code, process: withoutPlaces };
  const without = { meta: false, validateSchema: false, validateFormats: false, messages: false };
  const ajv = new Ajv2020({ ...options, ...without, code });
  uniqueItemsInLine(ajv);
  return ajv;
}

/** Ajv's code of validators without the places of values; unchanged where it needs them. */
export function withoutPlaces(code: string): string {
  const text = code.replaceAll(PARAMETER, ")").replaceAll(ARGUMENT, ")");
  return /\b(?:parentData|rootData|dynamicAnchors)\b/.test(text) ? code : PLACE + text;
}
