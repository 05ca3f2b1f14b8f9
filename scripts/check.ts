/** Runs every check of `npm run check`, two at a time, and shows the output of those that fail. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { env, stdout } from "node:process";
import { parse } from "yaml";
import { STATEMENTS } from "../contract-tests/clauses/statements.js";
import type { Assumption } from "../src/dashboard/spec/assumptions.js";
import { citationProblems } from "./citations.js";
import { contractDocProblems } from "./contract-doc.js";
import { proseProblemsOfRepository } from "./prose.js";
import { provenanceProblems } from "./provenance.js";

interface Check {
  name: string;
  command?: string[];
  problems?: () => string[];
}

const SPEC = parse(readFileSync("openapi.yaml", "utf8")) as { "x-contradictions": object };
const ASSUMPTIONS = parse(readFileSync("assumptions.yaml", "utf8")) as Assumption[];
const ASSUMPTION_IDS = new Set(ASSUMPTIONS.map(({ id }) => id));
const CITABLE = {
  assumptionIds: ASSUMPTION_IDS,
  contradictionIds: new Set(Object.keys(SPEC["x-contradictions"])),
};

const CHECKS: Check[] = [
  { name: "generated files in sync", command: ["tsx", "scripts/generate.ts", "--check"] },
  { name: "types", command: ["tsc", "--noEmit"] },
  { name: "types of the dashboard's scripts", command: ["tsc", "--noEmit", "-p", "src/dashboard/client"] },
  { name: "lint", command: ["eslint", ".", "--max-warnings", "0"] },
  { name: "format", command: ["prettier", "--check", "--log-level", "warn", "."] },
  {
    name: "spec lint",
    command: ["redocly", "lint", "openapi.yaml", "emulator-openapi.yaml", "--max-problems", "50"],
  },
  { name: "provenance", problems: () => provenanceProblems(SPEC, ASSUMPTION_IDS) },
  { name: "citations", problems: citations },
  {
    name: "contract page",
    problems: () =>
      contractDocProblems(readFileSync("docs/contract.md", "utf8"), { ...CITABLE, statements: STATEMENTS }),
  },
  { name: "prose", problems: () => proseProblemsOfRepository() },
  { name: "dead code", command: ["knip", "--no-progress"] },
  { name: "layering", command: ["depcruise", "src", "devices", "contract-tests", "traffic", "torture"] },
];

/** Checks the citations in every text except this folder's tests, which use invented ones. */
function citations(): string[] {
  const patterns = ["*.yaml", "*.md", "*.ts", "*.tsx", ":!scripts/*.test.ts"];
  const options = ["--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", ["ls-files", ...options, "--", ...patterns], { encoding: "utf8" });
  return files
    .split("\n")
    .filter((file) => file !== "" && existsSync(file))
    .flatMap((file) =>
      citationProblems(readFileSync(file, "utf8"), CITABLE).map((problem) => `${file}: ${problem}`),
    );
}

async function run({ name, command, problems }: Check): Promise<boolean> {
  const output = problems ? problems().join("\n") : await outputOf(command!);
  if (output === "") stdout.write(`ok      ${name}\n`);
  else stdout.write(`FAILED  ${name}\n${output.replace(/^/gm, "        ")}\n`);
  return output === "";
}

/** The output of a failed command; empty if it succeeds. */
function outputOf([program, ...args]: string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn("node_modules/.bin/" + program!, args, {
      env: { ...env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", FORCE_COLOR: "0" },
    });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.on("close", (code) =>
      resolve(code === 0 ? "" : text.trim() || `${program!} ended with ${String(code)}`),
    );
  });
}

// The compiled spec is needed by the checks that follow.
let good = await run(CHECKS[0]!);
const waiting = CHECKS.slice(1);
const worker = async (): Promise<void> => {
  for (let check = waiting.shift(); check; check = waiting.shift()) good = (await run(check)) && good;
};
await Promise.all([worker(), worker()]);
if (!good) process.exitCode = 1;
