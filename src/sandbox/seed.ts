import { existsSync, readdirSync } from "node:fs";
import type { FieldPath, FieldPlaces } from "../documents/field-places.js";
import { unknownName, quote } from "../schema/words.js";
import {
  checkDocument,
  DocumentError,
  type DocumentForm,
  parseYaml,
  type ReadDocument,
  readYaml,
} from "../documents/yaml-document.js";
import type { AccountStatus, TestStatus } from "../domain/records.js";
import type { ProductFields, TestSpecFields } from "../domain/product.js";
import type { GoldMasterFields, ImageFields, SnapFields } from "../domain/trigger.js";
import { seedSchema } from "../generated/documents.js";
import { packageFile } from "../package-files.js";
import { feedProblems, type SeedFeed } from "./seed-feed.js";

/** A named initial state; `fixtures/seeds/seed.schema.json` is its schema. */
export interface Seed {
  description?: string;
  /** The random seed of a sandbox that is made without one, so that its ids and outcomes are always the same. */
  random_seed?: string;
  /** The agents of past results, by platform; `any` for opportunities of any platform. Default: `PLATFORM-00`. */
  agents?: Record<string, string>;
  accounts: SeedAccount[];
  /** What the snap feed advertises after the start. */
  feed?: SeedFeed[];
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

/** About how many records a seed makes. */
export function recordsOf({ accounts, feed = [] }: Seed): number {
  let records = accounts.length + feed.length;
  for (const { products = [] } of accounts)
    for (const { test_specs: specs = [], history = [] } of products)
      records += 1 + specs.length + history.length * (1 + specs.length);
  return records;
}

const FOLDER = packageFile("fixtures", "seeds");
/** Maximum number of reported problems that the schema cannot find. */
const MAX_PROBLEMS = 8;

const FORM: DocumentForm<Seed> = { what: "the fields of a seed", schema: seedSchema };

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
      `--seed: got ${JSON.stringify(nameOrFile)}, which is not a file; accepted: ${seedNames().join(", ")}, or a file`,
    ]);
  }
  const file = isName ? packageFile("fixtures", "seeds", `${nameOrFile}.yaml`) : nameOrFile;
  return checkNames(readYaml(file, FORM));
}

/** A seed given as text; `name` is used in messages. @throws DocumentError */
export function parseSeed(text: string, name: string): Seed {
  return checkNames(parseYaml(text, name, FORM));
}

/** A seed given as a value; `name` is used in messages. @throws DocumentError */
export function checkSeed(value: unknown, name: string): Seed {
  return checkNames(checkDocument(value, name, FORM));
}

/** Rules that the schema cannot express: names must differ, outcomes need an existing Test Spec. */
function checkNames({ value: seed, places }: ReadDocument<Seed>): Seed {
  // Only so many are looked for.
  const problems: string[] = [];
  for (const problem of nameProblems(seed, places)) if (problems.push(problem) === MAX_PROBLEMS) break;
  if (problems.length > 0) throw new DocumentError(problems);
  return seed;
}

function* nameProblems(seed: Seed, places: FieldPlaces): Generator<string> {
  function* differ(names: { name: string; path: FieldPath }[]): Generator<string> {
    const known = new Set<string>();
    for (const { name, path } of names) {
      if (known.has(name)) yield places.problem(path, `${quote(name)} is given twice`);
      known.add(name);
    }
  }
  yield* differ(
    seed.accounts.map(({ email }, at) => ({ name: email.toLowerCase(), path: ["accounts", at, "email"] })),
  );
  yield* differ(
    seed.accounts.flatMap(({ organizations = [] }, at) =>
      organizations.map((name, index) => ({ name, path: ["accounts", at, "organizations", index] })),
    ),
  );
  for (const [at, { products = [] }] of seed.accounts.entries()) {
    for (const [index, { test_specs = [], history = [] }] of products.entries()) {
      const product = ["accounts", at, "products", index];
      const specs = test_specs.map(({ name }) => name);
      const known = new Set(specs);
      yield* differ(specs.map((name, spec) => ({ name, path: [...product, "test_specs", spec, "name"] })));
      if (history.length > 0 && specs.length === 0)
        yield places.problem([...product, "history"], "there is history, but there are no test_specs");
      for (const [past, { outcome = {} }] of history.entries()) {
        for (const name of typeof outcome === "string" ? [] : Object.keys(outcome)) {
          if (known.has(name)) continue;
          const path = [...product, "history", past, "outcome", name];
          yield places.problem(path, unknownName("unknown test spec", name, specs));
        }
      }
    }
  }
  const products = seed.accounts.flatMap((account) => account.products ?? []);
  yield* feedProblems(seed.feed ?? [], products, places);
}
