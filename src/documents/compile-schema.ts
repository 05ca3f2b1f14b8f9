import type { ValidateFunction } from "ajv/dist/2020.js";
import { schemaCompiler } from "../schema/compiler.js";

/** Compiles a JSON Schema for {@link parseYaml}; its defaults are filled in. */
export function compileSchema<T>(schema: object): ValidateFunction<T> {
  return documentCompiler().compile<T>(schema);
}

/**
 * What compiles the schemas of documents. A schema itself is one of ours: to check it would take most of the time.
 * `source` is for those that are compiled when the package is built.
 */
export function documentCompiler({ source = false } = {}) {
  return schemaCompiler({
    ...{ useDefaults: true, discriminator: true, strict: false, validateSchema: false },
    code: { source, esm: source },
  });
}
