/**
 * Plants flaws in the model, each in its own run of the suite, and writes an HTML report of each without saying which:
 * `npx tsx contract-tests/matrix/blind.ts --count 10 --seed TEXT --folder DIR`. A reader names what is broken from
 * `report-N.html` alone, and then compares with `planted.txt`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process, { stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { allClauses } from "../clauses/index.js";
import { modelFlaws } from "../model/flaws/index.js";
import { sampleOf } from "../mutants/sample.js";
import { htmlReport } from "../report/html.js";
import { contractSpec } from "../run/contract-spec.js";
import { judgeModel } from "./judge-model.js";
import { clausesForModel } from "./matrix.js";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10" },
    seed: { type: "string", default: new Date().toISOString() },
    folder: { type: "string", default: "blind-reports" },
  },
});

async function main(): Promise<void> {
  const clauses = clausesForModel(allClauses(contractSpec));
  const planted = sampleOf(modelFlaws, Number(values.count), values.seed);
  mkdirSync(values.folder, { recursive: true });
  const lines = planted.map(({ id, kind, breaks }, at) => `${at + 1}. ${id} [${kind}] ${breaks}\n`);
  writeFileSync(join(values.folder, "planted.txt"), `seed ${values.seed}\n${lines.join("")}`);
  for (const [at, flaw] of planted.entries()) {
    const file = join(values.folder, `report-${at + 1}.html`);
    writeFileSync(file, htmlReport(await judgeModel({ clauses, changes: [flaw] })));
    stdout.write(`${file} written\n`);
  }
}

main().catch((error: unknown) => {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
