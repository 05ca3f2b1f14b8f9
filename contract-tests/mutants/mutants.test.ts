import { describe, expect, it } from "vitest";
import { openMutantBench } from "../../src/cli/mutant-bench.js";
import { environmentVariable } from "../../src/config.js";
import type { Clause } from "../clauses/clause.js";
import { allClauses } from "../clauses/index.js";
import { contractSpec } from "../run/contract-spec.js";
import { globMatcher } from "../../src/text/glob.js";
import { check } from "../judge/mismatch.js";
import { onAnswer } from "./around.js";
import { allMutants } from "./index.js";
import type { Mutant, Origin } from "./mutant.js";
import { type MutantResult, runMutants } from "./run.js";
import { sampleOf } from "./sample.js";

const mutants = allMutants(contractSpec);
const clauses = allClauses(contractSpec);
/** A seed always draws the same mutants, so that a failure can be repeated. */
const seed = environmentVariable("MUTANT_SEED") ?? "1";
/** Mutants drawn of each origin. */
const SAMPLE_SIZE = 20;

const run = (chosen: readonly Mutant[], among: readonly Clause[] = clauses): Promise<MutantResult[]> =>
  runMutants({ mutants: chosen, clauses: among, openBench: openMutantBench, concurrency: 4 });

const made = (owners: string[], wrap: Mutant["wrap"]): Mutant => ({
  id: "made.up",
  group: "made up",
  origin: "written",
  breaks: "something",
  owners,
  wrap,
});
const changesNothing: Mutant["wrap"] = (fetch) => fetch;
const withoutProducts = onAnswer(["listProducts"], ({ body }) => {
  delete (body as { products?: unknown }).products;
});

/** A clause that checks the list of products. */
const looking = (id: string, look: (products: unknown[]) => void): Clause => ({
  id,
  title: "the list of products exists",
  provenance: ["D 742"],
  operation: "*",
  answer: "200",
  needs: [],
  leaves: "nothing",
  async run(t) {
    const { json } = await t.call("listProducts");
    look((json as { products: unknown[] }).products);
  },
});
const crashing = looking("made.crashing", (products) => products.at(0));
const telling = looking("made.telling", (products) => check(Array.isArray(products), "a list", products));

describe("mutants", () => {
  it("have unique ids", () => {
    const seen = new Set<string>();
    expect(mutants.filter(({ id }) => seen.size === seen.add(id).size).map(({ id }) => id)).toEqual([]);
  });

  it("are owned by clauses", () => {
    const ids = new Set(clauses.map(({ id }) => id));
    const isClause = (owner: string): boolean => ids.has(owner) || [...ids].some(globMatcher(owner));
    const orphans = mutants.filter(({ owners }) => owners.length === 0 || !owners.every(isClause));
    expect(orphans.map(({ id }) => id)).toEqual([]);
  });

  it.each<Origin>(["written", "rules", "schema"])(
    `are killed by clauses about what is broken: of origin %s, ${SAMPLE_SIZE} drawn by MUTANT_SEED=${seed}`,
    async (wanted) => {
      const sample = sampleOf(
        mutants.filter(({ origin }) => origin === wanted),
        SAMPLE_SIZE,
        seed,
      );
      const results = await run(sample);
      expect(results).toHaveLength(SAMPLE_SIZE);
      const bad = results.filter(({ killed, crashed }) => !killed || crashed.length > 0);
      expect(bad.map(({ id, reason, crashed }) => ({ id, reason, crashed }))).toEqual([]);
    },
    120_000,
  );
});

describe("a mutant", () => {
  it("that changes nothing survives", async () => {
    const [result] = await run([made(["answer.listProducts.200", "events.order"], changesNothing)]);
    expect(result).toMatchObject({
      owners: ["answer.listProducts.200", "events.order"],
      killed: false,
      killers: [],
      crashed: [],
      reason: "answer.listProducts.200 conforms; events.order conforms",
    });
  });

  it("is not killed by a crash of an owner", async () => {
    const [result] = await run([made(["made.crashing"], withoutProducts)], [crashing, telling]);
    expect(result).toMatchObject({ killed: false, killers: [] });
    expect(result!.crashed).toEqual([expect.stringMatching(/^made\.crashing: .*TypeError/)]);
  });

  it("is killed if one owner crashes and another fails, and the crash is reported", async () => {
    const mutant = made(["made.crashing", "made.telling"], withoutProducts);
    const [result] = await run([mutant], [crashing, telling]);
    expect(result).toMatchObject({ killed: true, killers: ["made.telling"] });
    expect(result!.reason).toBe("made.telling: expected a list; got nothing");
    expect(result!.crashed).toHaveLength(1);
  });

  it("that only other clauses detect survives, also if all clauses run", async () => {
    const [result] = await runMutants({
      mutants: [made(["made.blind"], withoutProducts)],
      clauses: [looking("made.blind", () => undefined), telling],
      openBench: openMutantBench,
      concurrency: 1,
      full: true,
    });
    expect(result).toMatchObject({ owners: ["made.blind"], killed: false, killers: ["made.telling"] });
  });

  it("whose owner is not a clause is reported as an error", async () => {
    await expect(run([made(["no.such.clause"], changesNothing)])).rejects.toThrow(
      "mutant made.up: its owner no.such.clause is not a clause",
    );
  });

  it("cannot be judged by an owner that does not conform without a flaw", async () => {
    const wrong = looking("made.wrong", () => check(false, "another thing", "this"));
    await expect(run([made(["made.wrong"], withoutProducts)], [wrong])).rejects.toThrow(
      /^1 of 1 clauses do not conform without a flaw:\n {2}made\.wrong: fails: expected another thing; got this$/,
    );
  });
});
