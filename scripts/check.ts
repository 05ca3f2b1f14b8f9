/** Runs every check of `npm run check`, two at a time, and shows the output of those that fail. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { env, stdout } from "node:process";
import { parse } from "yaml";
import type { Assumption } from "../src/dashboard/spec/assumptions.js";
import { provenanceProblems } from "./provenance.js";

interface Check {
  name: string;
  command?: string[];
  problems?: () => string[];
}

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
  { name: "provenance", problems: provenance },
  { name: "dead code", command: ["knip", "--no-progress"] },
  { name: "layering", command: ["depcruise", "src", "devices", "contract-tests"] },
];

function provenance(): string[] {
  const document: unknown = parse(readFileSync("openapi.yaml", "utf8"));
  const assumptions = parse(readFileSync("assumptions.yaml", "utf8")) as Assumption[];
  return provenanceProblems(document, new Set(assumptions.map(({ id }) => id)));
}

async function run({ name, command, problems }: Check): Promise<boolean> {
  const output = problems ? problems().join("\n") : await outputOf(command!);
  if (output === "") stdout.write(`ok      ${name}\n`);
  else stdout.write(`FAILED  ${name}\n${output.replace(/^/gm, "        ")}\n`);
  return output === "";
}

/** Empty where the command succeeds. */
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
