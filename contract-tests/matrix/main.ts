/**
 * `npx tsx contract-tests/matrix/main.ts [--only switches|flaws] [--sample N] [--seed TEXT] [--kind KIND] [--id ID]`: the contract
 * suite against the model server. Exit code 1 if a right server was judged wrongly or a flaw was not noticed.
 */
import process, { stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { allClauses } from "../clauses/index.js";
import { modelFlaws } from "../model/flaws/index.js";
import { modelSwitches } from "../model/switches/index.js";
import { sampleOf } from "../mutants/sample.js";
import { contractSpec } from "../run/contract-spec.js";
import { TargetError } from "../target/target-error.js";
import { judgeModel } from "./judge-model.js";
import { clausesForModel, judgeFlaw, judgeSwitch } from "./matrix.js";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    kind: { type: "string" },
    id: { type: "string", multiple: true, default: [] },
  },
});
const clauses = clausesForModel(allClauses(contractSpec));

function chosen<T extends { id: string }>(all: readonly T[], what: string): T[] {
  if (values.only !== undefined && values.only !== what) return [];
  const named = values.id.length === 0 ? all : all.filter(({ id }) => values.id.includes(id));
  return values.sample === undefined ? [...named] : sampleOf(named, Number(values.sample), values.seed);
}

const say = (line: string): unknown => stdout.write(`${line}\n`);

async function switches(): Promise<number> {
  const list = chosen(modelSwitches, "switches");
  let wrong = 0;
  for (const change of list) {
    const result = await judgeSwitch(change, clauses);
    if (result.wrong.length > 0) wrong += 1;
    const said = change.fails ? "fails by section 11" : `${result.findings} findings`;
    say(`${result.wrong.length > 0 ? "WRONG" : "ok   "} ${change.id} (${change.about ?? "server"}): ${said}`);
    for (const { verdict, id, reason } of result.wrong) say(`        ${verdict} ${id}: ${reason ?? ""}`);
  }
  say(`switches: ${list.length - wrong} of ${list.length} judged as the page says`);
  return wrong;
}

async function flaws(): Promise<number> {
  const list = chosen(
    modelFlaws.filter(({ kind }) => values.kind === undefined || kind === values.kind),
    "flaws",
  );
  const missed = new Map<string, number>();
  for (const change of list) {
    const noticed = await judgeFlaw(change, clauses).then(
      (result) => result.noticed?.clause ?? null,
      (error: unknown) => {
        if (error instanceof TargetError) return "before the first clause";
        throw error;
      },
    );
    if (noticed === null) missed.set(change.kind, (missed.get(change.kind) ?? 0) + 1);
    say(
      `${noticed === null ? "MISSED" : "ok    "} ${change.id} [${change.kind}] ${noticed ?? change.breaks}`,
    );
  }
  const total = [...missed.values()].reduce((sum, count) => sum + count, 0);
  say(`flaws: ${list.length - total} of ${list.length} noticed`);
  for (const [kind, count] of missed) say(`  not noticed, ${kind}: ${count}`);
  return total;
}

async function main(): Promise<void> {
  if (values.id.length === 0 && values.only === undefined) {
    const { summary } = await judgeModel({ clauses });
    say(
      `right model: ${summary.conforms} conform, ${summary.fails} fail, ${summary.findings} findings, ${summary.errors} errors`,
    );
  }
  if (values.sample !== undefined) say(`sample ${values.sample}, seed ${values.seed}`);
  const wrong = (await switches()) + (await flaws());
  process.exitCode = wrong > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
