import { afterAll, describe, expect, it } from "vitest";
import { type OwnTarget, startOwnTarget } from "../src/cli/own-target.js";
import { allClauses } from "./clauses/index.js";
import { contractSpec } from "./contract-spec.js";
import { Session } from "./session.js";

const clauses = allClauses(contractSpec);
const own: OwnTarget = await startOwnTarget();
const session = await Session.open({ target: own.target });

afterAll(async () => {
  const { leaked, checks } = await session.cleanUp();
  session.close(true);
  await own.close();
  expect(leaked).toEqual([]);
  expect(checks.filter(({ error }) => error !== null)).toEqual([]);
});

describe("the emulator keeps the contract", () => {
  it("of which every clause has an id of its own", () => {
    const ids = clauses.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) < index)).toEqual([]);
  });

  it.each(clauses.map((clause) => [`${clause.id}: ${clause.title}`, clause] as const))(
    "%s",
    async (_, clause) => {
      const { verdict, reason } = await session.judge(clause);
      expect({ verdict, reason }).toEqual({ verdict: "conforms", reason: null });
    },
  );
});
