/**
 * Generates what is derived from the spec: types and docs, which are in the repository, the compiled spec and the
 * dashboard's assets, which are not. With `--check` it does not write files of the repository and fails if they are
 * out of date.
 */
import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";
import { behaviourSchemas } from "../devices/behaviours/index.js";
import { documentCompiler } from "../src/documents/compile-schema.js";
import { standaloneModule } from "../src/schema/compiler.js";
import { compileSpec, predicateSource, validatorSource } from "../src/spec/compile.js";
import { parityPage } from "../src/parity/page-text.js";
import { parityTable, STALE_DAYS } from "../src/parity/table.js";
import { readerOf } from "../src/spec/spec-reader.js";
import type { Assumption } from "../src/dashboard/spec/assumptions.js";
import { renderAssumptions } from "./assumptions-doc.js";
import { writeDashboardAssets } from "./dashboard-assets.js";
import { holds, writeChanged } from "./write-changed.js";

const check = process.argv.includes("--check");
const stale: string[] = [];

const spec = "openapi.yaml";
const control = "emulator-openapi.yaml";
const PROFILE_SCHEMA = "devices/profiles/profile.schema.json";
mkdirSync("src/generated", { recursive: true });
await compiled(spec, "product", true);
await compiled(control, "control", false);
await kept(PROFILE_SCHEMA, JSON.stringify(profileSchema(), null, 2));
compiledSchemas();
await writeDashboardAssets();
const document = parse(readFileSync(spec, "utf8")) as Record<string, unknown>;
await kept(
  "src/spec/types.gen.ts",
  `// Generated from ${spec} by \`npm run generate\`.\n${await typesOf(spec)}`,
);
await kept(
  "src/spec/control-types.gen.ts",
  `// Generated from ${control} by \`npm run generate\`.\n${await typesOf(control)}`,
);
const assumptions = parse(readFileSync("assumptions.yaml", "utf8")) as Assumption[];
await kept("docs/assumptions.md", renderAssumptions(assumptions, document));
await kept("docs/parity.md", await paritySummary(document));

if (stale.length > 0) {
  console.error(`not in sync with its source: ${stale.join(", ")}; run \`npm run generate\``);
  process.exitCode = 1;
}

/** `src/generated/<name>.js`: the operation table and the validators, `fast`: with their predicates. */
async function compiled(file: string, name: string, fast: boolean): Promise<void> {
  const result = await compileSpec(file);
  writeChanged(`src/generated/${name}-validators.js`, validatorSource(result));
  if (fast) writeChanged(`src/generated/${name}-predicates.js`, predicateSource(result));
  const predicates = fast
    ? `import { validators as predicates } from "./${name}-predicates.js";\n` +
      `for (const name in validators) validators[name].fits = predicates[name];\n`
    : "";
  writeChanged(
    `src/generated/${name}.js`,
    `import { validators } from "./${name}-validators.js";\n${predicates}` +
      `export { validators };\nexport const spec = ${JSON.stringify(result.spec)};\n`,
  );
  writeChanged(
    `src/generated/${name}.d.ts`,
    `import type { Validate } from "../schema/violation.js";\nimport type { CompiledSpec } from "../spec/operation-table.js";\n` +
      `export declare const spec: CompiledSpec;\nexport declare const validators: Record<string, Validate | undefined>;\n`,
  );
}

/**
 * `src/generated/documents.js`: the validators of the files that users write, for those that are read at each start.
 */
function compiledSchemas(): void {
  const schemas = {
    seedSchema: "fixtures/seeds/seed.schema.json",
    profileSchema: PROFILE_SCHEMA,
  };
  const ajv = documentCompiler({ source: true });
  for (const [name, file] of Object.entries(schemas))
    ajv.addSchema(JSON.parse(readFileSync(file, "utf8")) as object, name);
  const names = Object.fromEntries(Object.keys(schemas).map((name) => [name, name]));
  const builtIn = `export const builtIn = ${JSON.stringify(builtInDocuments())};\n`;
  writeChanged("src/generated/documents.js", `${standaloneModule(ajv, names)}\n${builtIn}`);
  writeChanged(
    "src/generated/documents.d.ts",
    `import type { ValidateFunction } from "ajv";\n` +
      `import type { WrittenProfile } from "../../devices/make-profile.js";\n` +
      `import type { Seed } from "../sandbox/seed.js";\n` +
      `export declare const seedSchema: ValidateFunction<Seed>;\n` +
      `export declare const profileSchema: ValidateFunction<WrittenProfile>;\n` +
      `export declare const builtIn: Readonly<Record<string, string | undefined>>;\n`,
  );
}

/** The values of the seeds and profiles of the package as JSON, by the digests of their texts. */
function builtInDocuments(): Record<string, string> {
  const files = ["fixtures/seeds", "devices/profiles"].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => `${folder}/${name}`),
  );
  const texts = files.map((file) => readFileSync(file, "utf8"));
  const digest = (text: string): string => hash("sha256", text, "hex");
  return Object.fromEntries(texts.map((text) => [digest(text), JSON.stringify(parse(text))]));
}

/** The profile's schema, whose behaviours part is generated from `devices/behaviours`. */
function profileSchema(): object {
  const schema = JSON.parse(readFileSync(PROFILE_SCHEMA, "utf8")) as {
    properties: { behaviours: Behaviours };
  };
  schema.properties.behaviours.items.oneOf = behaviourSchemas();
  return schema;
}

interface Behaviours {
  items: { oneOf: object[] };
}

async function typesOf(file: string): Promise<string> {
  const ast = await openapiTS(new URL(`../${file}`, import.meta.url), { defaultNonNullable: false });
  return astToString(ast);
}

/** `docs/parity.md`, whose entries are stale by the day of the last change, so that it does not change by itself. */
async function paritySummary(document: Record<string, unknown>): Promise<string> {
  // It imports what was generated above, which a new clone does not have.
  const { readParity } = await import("../src/parity/parity-file.js");
  const parity = readParity("parity.yaml");
  const staleness = { now: parity.written ?? "1970-01-01", days: STALE_DAYS };
  return parityPage(parityTable(readerOf(document), parity, staleness), parity, STALE_DAYS);
}

/** A generated file that is part of the repository. */
async function kept(file: string, text: string): Promise<void> {
  const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
  if (!check) writeChanged(file, formatted);
  else if (!holds(file, formatted)) stale.push(file);
}
