import type { ValidateFunction } from "ajv/dist/2020.js";
import { schemaCompiler } from "../schema/compiler.js";

/** Compiles a JSON Schema for {@link parseYaml}; the validator fills in its defaults. */
export function compileSchema<T>(schema: object): ValidateFunction<T> {
  return documentCompiler().compile<T>(schema);
}

/**
 * The compiler for document schemas. It does not validate the schemas themselves: they are our own, and validation
 * would take most of the time. `source` is for schemas that are compiled when the package is built.
 */
export function documentCompiler({ source = false } = {}) {
  return schemaCompiler({
    ...{ useDefaults: true, discriminator: true, strict: false, validateSchema: false },
    code: { source, esm: source },
  });
}
