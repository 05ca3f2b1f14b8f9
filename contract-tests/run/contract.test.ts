import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OwnTarget, startOwnTarget } from "../../src/cli/own-target.js";
import type { Clause } from "../clauses/clause.js";
import { allClauses } from "../clauses/index.js";
import { contractSpec } from "./contract-spec.js";
import { runContract } from "./runner.js";
import { Session } from "./session.js";

const all = allClauses(contractSpec);
/** Clauses about the real time, which a sandbox's clock does not follow. */
const OWN_CLOCK = ["times.of-day"];
const watching = all.filter(({ needs }) => needs.includes("foreign-agents"));
const clauses = all.filter((clause) => !watching.includes(clause));

/** Judges clauses on an emulator of the suite's own, one test each; nothing may be left of them. */
function conformsTo(clauses: readonly Clause[], start: () => Promise<OwnTarget>): void {
  let own: OwnTarget;
  let session: Session;
  beforeAll(async () => {
    own = await start();
    session = await Session.open({ target: own.target });
  });
  afterAll(async () => {
    const { leaked, checks } = await session.cleanUp();
    session.close(true);
    await own.close();
    expect(leaked).toEqual([]);
    expect(checks.filter(({ error }) => error !== null)).toEqual([]);
  });
  it.each(clauses.map((clause) => [`${clause.id}: ${clause.title}`, clause] as const))(
    "%s",
    async (_, clause) => {
      const { verdict, reason } = await session.judge(clause);
      if (OWN_CLOCK.includes(clause.id)) expect(verdict).toBe("skipped");
      else expect({ verdict, reason }).toEqual({ verdict: "conforms", reason: null });
    },
  );
}

describe("the contract's clauses", () => {
  it("have ids of their own", () => {
    const ids = all.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) < index)).toEqual([]);
  });
});

describe("the emulator keeps the contract", () => {
  conformsTo(clauses, () => startOwnTarget());
});

describe("the emulator's lab keeps the contract, as it is watched", () => {
  conformsTo(watching, () => startOwnTarget("full", { lab: true }));
});

describe("the emulator keeps the contract, where the suite only reads", () => {
  it("in all clauses that a profile that only reads can judge", async () => {
    const own = await startOwnTarget("read-only");
    const report = await runContract({ target: own.target, clauses: all });
    await own.close();
    const bad = report.clauses.filter(({ verdict }) => !["conforms", "skipped"].includes(verdict));
    expect(bad).toEqual([]);
    expect(report.summary.conforms).toBeGreaterThan(250);
    const sent = report.clauses.flatMap(({ exchanges }) => exchanges.map(({ method }) => method));
    expect(new Set(sent)).toEqual(new Set(["GET", "HEAD"]));
  });
});
