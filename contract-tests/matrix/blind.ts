/**
 * Plants flaws in the model, each in its own run of the suite, and writes an HTML report of each without saying which:
 * `npx tsx contract-tests/matrix/blind.ts --count 10 --seed TEXT --folder DIR`. A reader names what is broken from
 * `report-N.html` alone, and then compares with `planted.txt`. A server that refuses the suite's credentials gets no report.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process, { stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { writeNewSync } from "../../src/text/new-file.js";
import { allClauses } from "../clauses/index.js";
import { modelFlaws } from "../model/flaws/index.js";
import type { ModelFlaw } from "../model/changes.js";
import { sampleOf } from "../mutants/sample.js";
import { htmlReport } from "../report/html.js";
import { contractSpec } from "../run/contract-spec.js";
import { TargetError } from "../target/target-error.js";
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
  mkdirSync(values.folder, { recursive: true });
  const lines = [`seed ${values.seed}\n`];
  let left = modelFlaws;
  for (let number = 1; number <= Number(values.count) && left.length > 0;) {
    const [flaw] = sampleOf(left, 1, `${values.seed} ${left.length}`) as [ModelFlaw];
    left = left.filter((other) => other !== flaw);
    const told = `${flaw.id} [${flaw.kind}] ${flaw.breaks}\n`;
    try {
      const file = join(values.folder, `report-${number}.html`);
      writeNewSync(file, htmlReport(await judgeModel({ clauses, changes: [flaw] })));
      stdout.write(`${file} written\n`);
      lines.push(`${number}. ${told}`);
      number += 1;
    } catch (error) {
      // Such a server is not judged at all, so that there is no report to read.
      if (!(error instanceof TargetError)) throw error;
      lines.push(`no report (${error.message}): ${told}`);
    }
    writeNewSync(join(values.folder, "planted.txt"), lines.join(""));
  }
}

main().catch((error: unknown) => {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
