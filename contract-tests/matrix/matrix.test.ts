/** The suite against the independent model: all of it where it is right, a part of its switches and flaws otherwise. */
import { describe, expect, it } from "vitest";
import { environmentVariable } from "../../src/config.js";
import { allClauses } from "../clauses/index.js";
import { modelFlaws } from "../model/flaws/index.js";
import { modelSwitches } from "../model/switches/index.js";
import { sampleOf } from "../mutants/sample.js";
import { contractSpec } from "../run/contract-spec.js";
import { judgeModel, LONG_PATIENCE_MS } from "./judge-model.js";
import { clausesForModel, judgeFlaw, judgeSwitch } from "./matrix.js";

const clauses = clausesForModel(allClauses(contractSpec));
/** Each day draws another part. The tests' names have the seed, with which a failure can be repeated. */
const seed = environmentVariable("MATRIX_SEED") ?? new Date().toISOString().slice(0, 10);
const TIMEOUT_MS = 300_000;

describe("the contract suite against the model", { timeout: TIMEOUT_MS }, () => {
  it("finds nothing wrong with the right model", async () => {
    const report = await judgeModel({ clauses, patienceMs: LONG_PATIENCE_MS });
    const wrong = report.clauses.filter(({ verdict }) => verdict !== "conforms" && verdict !== "skipped");
    expect(wrong.map(({ verdict, id, reason }) => `${verdict} ${id}: ${reason ?? ""}`)).toEqual([]);
  });

  it.each(sampleOf(modelSwitches, 2, seed))(
    `judges $id as the page says (MATRIX_SEED=${seed})`,
    async (change) => {
      const { wrong } = await judgeSwitch(change, clauses);
      expect(wrong.map(({ verdict, id, reason }) => `${verdict} ${id}: ${reason ?? ""}`)).toEqual([]);
    },
  );

  it.each(sampleOf(modelFlaws, 5, seed))(`notices $id (MATRIX_SEED=${seed})`, async (change) => {
    expect((await judgeFlaw(change, clauses)).noticed).not.toBeNull();
  });
});
