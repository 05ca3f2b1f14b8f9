/**
 * Explores models that have one flaw each, and counts the flaws that are found:
 * `npx tsx contract-tests/explore/main.ts --sample 60 --seed a --duration 30s`.
 */
import process, { argv, stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { parseDuration } from "../../src/documents/duration.js";
import { withModel } from "../matrix/judge-model.js";
import type { ModelFlaw } from "../model/changes.js";
import { modelFlaws } from "../model/flaws/index.js";
import { sampleOf } from "../mutants/sample.js";
import type { Report } from "../report/report.js";
import { explore } from "./explore.js";

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    sample: { type: "string", default: "60" },
    seed: { type: "string", default: "a" },
    duration: { type: "string", default: "30s" },
    id: { type: "string", multiple: true },
    scripts: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  const durationMs = parseDuration(values.duration);
  if (durationMs === null) throw new Error(`--duration: got '${values.duration}'; accepted: such as 30s`);
  const chosen = values.id
    ? modelFlaws.filter(({ id }) => values.id!.includes(id))
    : sampleOf(modelFlaws, Number(values.sample), values.seed);
  let found = 0;
  for (const flaw of chosen) {
    const report = await exploreFlaw(flaw, durationMs);
    const wrong = report.clauses.filter(({ verdict }) => verdict !== "conforms");
    if (wrong.length > 0) found += 1;
    stdout.write(`${wrong.length > 0 ? "found " : "missed"}  ${flaw.kind}: ${flaw.id}\n`);
    for (const { verdict, reason, script } of wrong)
      stdout.write(`        ${verdict} ${(reason ?? "").slice(0, 240)}\n${values.scripts ? script : ""}`);
  }
  stdout.write(`${found} of ${chosen.length} flaws found in ${values.duration} each, seed ${values.seed}\n`);
}

/** Ends at the first difference. */
function exploreFlaw(flaw: ModelFlaw, durationMs: number): Promise<Report> {
  return withModel({ changes: [flaw] }, (target, server) =>
    explore({
      target,
      durationMs,
      seed: values.seed,
      clients: 3,
      maxFound: 1,
      fresh: async () => server.clear(),
    }),
  );
}

main().catch((problem: unknown) => {
  stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
  process.exitCode = 2;
});
