/**
 * Ajv's keywords, changed so that judging takes time in proportion to the data, and so that its errors can be told:
 * - A list or a map with many problems is looked at no further.
 * - `uniqueItems` compares by a map, not each item with each other.
 * - An error of `oneOf` or `anyOf` says which of the errors before it are of which form (`params.ends`).
 */
import type { Ajv2020, CodeKeywordDefinition, KeywordCxt } from "ajv/dist/2020.js";
import { _, type Code, Name } from "ajv/dist/compile/codegen/index.js";
import { MAX_FOUND } from "./violation.js";

/** The number of errors so far, in the validators' code. */
const errors = new Name("errors");

/** Gives an Ajv that finds all errors (`allErrors`) the keywords of this file. */
export function changeKeywords(ajv: Ajv2020): void {
  for (const keyword of ["items", "additionalProperties", "patternProperties", "propertyNames"])
    change(ajv, keyword, stopsAtMost);
  for (const keyword of ["oneOf", "anyOf"]) change(ajv, keyword, countsByForm);
  uniqueItemsInLine(ajv);
}

/** Gives an Ajv that compares the items of a list in proportion to their number. */
export function uniqueItemsInLine(ajv: Ajv2020): void {
  change(ajv, "uniqueItems", (definition) => ({ ...definition, code: uniqueItems }));
}

type Change = (definition: CodeKeywordDefinition) => CodeKeywordDefinition;

function change(ajv: Ajv2020, keyword: string, changed: Change): void {
  const rule = ajv.RULES.all[keyword];
  if (typeof rule !== "object") throw new Error(`Ajv has no keyword ${keyword}`);
  Object.assign(rule.definition, changed(rule.definition as CodeKeywordDefinition));
}

/** Ends the keyword's loop once it has found {@link MAX_FOUND} errors. */
function stopsAtMost(definition: CodeKeywordDefinition): CodeKeywordDefinition {
  const { code } = definition;
  return {
    ...definition,
    code(cxt, ruleType) {
      const { gen } = cxt;
      const own = { forIn: gen.forIn.bind(gen), forRange: gen.forRange.bind(gen) };
      // What is generated inside the loop is of other keywords, which end their own loops.
      const bounded = (loop: (body: (name: Name) => void) => void, body: (name: Name) => void): void => {
        const before = gen.const("_before", errors);
        loop((name) => {
          Object.assign(gen, own);
          body(name);
          Object.assign(gen, changed);
          gen.if(_`${errors} - ${before} >= ${MAX_FOUND}`, () => void gen.break());
        });
      };
      const changed: Pick<typeof gen, "forIn" | "forRange"> = {
        forIn(name, object, body, ...rest) {
          bounded((inner) => void own.forIn(name, object, inner, ...rest), body);
          return gen;
        },
        forRange(name, from, to, body, ...rest) {
          bounded((inner) => void own.forRange(name, from, to, inner, ...rest), body);
          return gen;
        },
      };
      Object.assign(gen, changed);
      code(cxt, ruleType);
      Object.assign(gen, own);
    },
  };
}

/** Adds to the error how many errors there were after each form: those before it in the list are of its forms. */
function countsByForm(definition: CodeKeywordDefinition): CodeKeywordDefinition {
  const { code, error } = definition;
  const endsOf = new WeakMap<object, Name[]>();
  return {
    ...definition,
    error: {
      message: error!.message,
      params: (cxt) => {
        const ends = endsOf.get(cxt)!.reduce<Code>((list, end) => _`${list}${end}, `, _``);
        const { passing } = cxt.params as { passing?: Code };
        return _`{passingSchemas: ${passing ?? null}, ends: [${ends}]}`;
      },
    },
    code(cxt, ruleType) {
      const { gen } = cxt;
      const ends = (cxt.schema as unknown[]).map(() => gen.let("_end", 0));
      endsOf.set(cxt, ends);
      const subschema = cxt.subschema.bind(cxt);
      cxt.subschema = (applied, valid) => {
        const made = subschema(applied, valid);
        const { schemaProp } = applied as { schemaProp: number };
        gen.assign(ends[schemaProp]!, _`${errors} - ${cxt.errsCount}`);
        return made;
      };
      code(cxt, ruleType);
    },
  };
}

/** A text for each item, equal for equal items: those of objects do not depend on the order of their fields. */
const KEY = _`(item) => typeof item == "string" ? "s" + item : typeof item == "object" ? JSON.stringify(item, (_, part) => part && typeof part == "object" && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort()) : part) : item`;

function uniqueItems(cxt: KeywordCxt): void {
  const { gen, data } = cxt;
  if (cxt.schema !== true) return;
  const key = gen.const("_key", KEY);
  const seen = gen.const("_seen", _`new Map()`);
  const [i, j] = [gen.let("i", 0), gen.let("j")];
  cxt.setParams({ i, j });
  gen.for(_`; ${i} < ${data}.length; ${i}++`, () => {
    const own = gen.const("_own", _`${key}(${data}[${i}])`);
    gen.assign(j, _`${seen}.get(${own})`);
    gen.if(_`${j} !== undefined`, () => {
      cxt.error();
      gen.break();
    });
    gen.code(_`${seen}.set(${own}, ${i})`);
  });
}
