/**
 * `npx tsx contract-tests/matrix/main.ts [--only switches|flaws] [--sample N] [--seed TEXT] [--kind KIND] [--id ID] [--count]
 * [--at-once N]`: the contract suite against the model server. Exit code 1 if a right server was judged wrongly or a flaw was not
 * noticed. With `--count` all clauses judge a flaw, and those that complain are counted.
 */
import process, { stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { allClauses } from "../clauses/index.js";
import type { ModelFlaw } from "../model/changes.js";
import { modelFlaws } from "../model/flaws/index.js";
import { modelSwitches } from "../model/switches/index.js";
import { sampleOf } from "../mutants/sample.js";
import { contractSpec } from "../run/contract-spec.js";
import { eachOf } from "../run/each-of.js";
import { TargetError } from "../target/target-error.js";
import { judgeModel } from "./judge-model.js";
import { clausesForModel, countComplaints, type FlawCount, judgeFlaw, judgeSwitch } from "./matrix.js";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    kind: { type: "string" },
    id: { type: "string", multiple: true, default: [] },
    count: { type: "boolean", default: false },
    "at-once": { type: "string", default: "3" },
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

const flawsToJudge = (): ModelFlaw[] =>
  chosen(
    modelFlaws.filter(({ kind }) => values.kind === undefined || kind === values.kind),
    "flaws",
  );

/** What `work` returns; null if the target could not be judged at all, which notices a flaw, too. */
async function unlessUnjudged<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (error instanceof TargetError) return null;
    throw error;
  });
}

async function flaws(): Promise<number> {
  const list = flawsToJudge();
  const missed = new Map<string, number>();
  await eachOf(list, Number(values["at-once"]), async (change) => {
    const result = await unlessUnjudged(judgeFlaw(change, clauses));
    const noticed = result === null ? "before the first clause" : (result.noticed?.clause ?? null);
    if (noticed === null) missed.set(change.kind, (missed.get(change.kind) ?? 0) + 1);
    say(
      `${noticed === null ? "MISSED" : "ok    "} ${change.id} [${change.kind}] ${noticed ?? change.breaks}`,
    );
  });
  const total = [...missed.values()].reduce((sum, count) => sum + count, 0);
  say(`flaws: ${list.length - total} of ${list.length} noticed`);
  for (const [kind, count] of missed) say(`  not noticed, ${kind}: ${count}`);
  return total;
}

/** The number of other clauses that complain about a flaw, up to which it is a handful. */
const HANDFUL = 5;

async function counts(): Promise<number> {
  const list = flawsToJudge();
  const found: FlawCount[] = [];
  await eachOf(list, Number(values["at-once"]), async (change) => {
    const result = await unlessUnjudged(countComplaints(change, clauses));
    if (result === null) {
      say(`ok     ${change.id} [${change.kind}] before the first clause`);
      return;
    }
    found.push(result);
    const { owners, others } = result;
    const verdict = owners.length === 0 ? "MISSED" : others.length > HANDFUL ? "MANY  " : "ok    ";
    say(
      `${verdict} ${change.id} [${change.kind}] ${owners.length} of its kind, ${others.length} others: ` +
        `${owners.slice(0, 3).join(" ")} | ${others.join(" ")}`,
    );
  });
  const noOwner = found.filter(({ owners }) => owners.length === 0).length;
  const many = found.filter(({ others }) => others.length > HANDFUL).length;
  const sorted = found.map(({ others }) => others.length).toSorted((a, b) => a - b);
  say(`flaws: ${found.length} counted; ${noOwner} noticed by no clause of their kind;`);
  say(`  median of the others ${sorted[Math.floor(sorted.length / 2)] ?? 0}; more than ${HANDFUL}: ${many}`);
  return noOwner;
}

async function main(): Promise<void> {
  if (values.id.length === 0 && values.only === undefined) {
    const { summary } = await judgeModel({ clauses });
    say(
      `right model: ${summary.conforms} conform, ${summary.fails} fail, ${summary.findings} findings, ${summary.errors} errors`,
    );
  }
  if (values.sample !== undefined) say(`sample ${values.sample}, seed ${values.seed}`);
  const wrong = (await switches()) + (await (values.count ? counts() : flaws()));
  process.exitCode = wrong > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
