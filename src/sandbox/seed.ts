import { existsSync, readdirSync } from "node:fs";
import { compileSchema, DocumentError, parseYaml, readYaml } from "../documents/yaml-document.js";
import type { AccountStatus, TestStatus } from "../domain/records.js";
import type { ProductFields, TestSpecFields } from "../domain/product.js";
import type { GoldMasterFields, ImageFields, SnapFields } from "../domain/trigger.js";
import { packageFile } from "../package-files.js";

/** A named starting state; `fixtures/seeds/seed.schema.json` says what may stand in it. */
export interface Seed {
  description?: string;
  accounts: SeedAccount[];
}

export interface SeedAccount {
  email: string;
  password: string;
  name?: string;
  organizations?: string[];
  status?: AccountStatus;
  otp?: string;
  products?: SeedProduct[];
}

export interface SeedProduct extends ProductFields {
  /** How long before the start, such as `10d`. */
  created?: string;
  test_specs?: TestSpecFields[];
  history?: SeedPast[];
}

/** One trigger of the past and how its walks ended. */
export interface SeedPast {
  ago: string;
  image?: ImageFields;
  snap?: SnapFields;
  gold_master?: GoldMasterFields;
  outcome?: TestStatus | Record<string, TestStatus>;
  result_payload?: Record<string, never>;
}

const FOLDER = packageFile("fixtures", "seeds");
let compiled: ReturnType<typeof compileSchema> | undefined;
const schema = () => (compiled ??= compileSchema(packageFile("fixtures", "seeds", "seed.schema.json")));

/** The seeds that come with the package. */
export function seedNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.replace(".yaml", ""));
}

/** Loads a seed by name or file. @throws DocumentError with the problems by file, line and field */
export function loadSeed(nameOrFile: string): Seed {
  const isName = seedNames().includes(nameOrFile);
  if (!isName && !existsSync(nameOrFile)) {
    throw new DocumentError([
      `--seed: got ${JSON.stringify(nameOrFile)}, which is no file; accepted: ${seedNames().join(", ")}, or a file`,
    ]);
  }
  const file = isName ? packageFile("fixtures", "seeds", `${nameOrFile}.yaml`) : nameOrFile;
  return checkNames(readYaml<Seed>(file, schema()), file);
}

/** A seed given as text; `name` is used in messages. @throws DocumentError */
export function parseSeed(text: string, name: string): Seed {
  return checkNames(parseYaml<Seed>(text, name, schema()), name);
}

/** A seed given as a value; `name` is used in messages. @throws DocumentError */
export function checkSeed(value: unknown, name: string): Seed {
  return parseSeed(JSON.stringify(value), name);
}

/** What the schema cannot say: names that must differ, and outcomes of Test Specs that exist. */
function checkNames(seed: Seed, file: string): Seed {
  const problems: string[] = [];
  const twice = (what: string, names: string[]): void => {
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) problems.push(`${file}: ${what} ${JSON.stringify(repeated)} is given twice`);
  };
  twice(
    "email",
    seed.accounts.map(({ email }) => email.toLowerCase()),
  );
  twice(
    "organization",
    seed.accounts.flatMap(({ organizations = [] }) => organizations),
  );
  for (const { products = [] } of seed.accounts) {
    for (const { name, test_specs = [], history = [] } of products) {
      const specs = test_specs.map((spec) => spec.name);
      twice(`${name}: test spec`, specs);
      if (history.length > 0 && specs.length === 0)
        problems.push(`${file}: ${name}: has history but no test_specs`);
      for (const { outcome = {} } of history) {
        const unknown =
          typeof outcome === "string" ? undefined : Object.keys(outcome).find((s) => !specs.includes(s));
        if (unknown !== undefined) {
          problems.push(
            `${file}: ${name}: outcome of ${JSON.stringify(unknown)}; accepted: ${specs.join(", ")}`,
          );
        }
      }
    }
  }
  if (problems.length > 0) throw new DocumentError(problems);
  return seed;
}
