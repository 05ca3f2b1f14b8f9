import { Ajv2020, type Options } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { changeKeywords } from "./keywords.js";

/** A compiler of JSON Schemas into validators for `judge`. Formats are only for messages, and not checked. */
export function schemaCompiler(options: Options = {}): Ajv2020 {
  const ajv = new Ajv2020({ ...options, allErrors: true, verbose: true, validateFormats: false });
  changeKeywords(ajv);
  return ajv;
}

/** An ES module that exports validators by the keys of their schemas, of a compiler that keeps sources. */
export function standaloneModule(ajv: Ajv2020, keyByExport: Record<string, string>): string {
  // Ajv's standalone code asks for its run-time helpers by `require`, in an ES module too.
  const require = `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n`;
  return require + standaloneCode.default(ajv, keyByExport);
}
