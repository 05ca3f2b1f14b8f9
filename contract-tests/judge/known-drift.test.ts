import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyDrift, readKnownDrift } from "./known-drift.js";
import type { ClauseResult } from "../report/report.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";

const folder = temporaryFolder();

const read = (text: string): unknown => {
  const file = join(folder, "known-drift.yaml");
  writeFileSync(file, text);
  return readKnownDrift(file, ["events.order", "results.form"]);
};
const entry = (clause: string, expires: string): string =>
  `  - clause: ${clause}\n    reason: slow\n    owner: lab\n    expires: "${expires}"\n`;
const result = (verdict: ClauseResult["verdict"]): ClauseResult =>
  ({ id: "events.order", verdict, reason: null }) as ClauseResult;
const known = { clause: "events.order", reason: "slow", owner: "lab", expires: "2026-06-30" };

describe("known drift", () => {
  it("is read from a file", () => {
    expect(read(`drift:\n${entry("events.order", "2026-06-30")}`)).toEqual([known]);
    expect(readKnownDrift("contract-tests/known-drift.yaml", [])).toEqual([]);
  });

  it.each([
    [
      `drift:\n${entry("events.odrer", "2026-06-30")}`,
      /:2: drift\[0\]\.clause: unknown clause events\.odrer.*events\.order/,
    ],
    [`drift:\n${entry("events.order", "2026-06-30").repeat(2)}`, /:6: .*listed twice/],
    [`drift:\n${entry("events.order", "soon")}`, /:5: .*such as 2027-01-31/],
    [`drift:\n${entry("events.order", "2026-13-40")}`, /:5: .*which is not a day/],
    ["drift:\n  - clause: events.order\n", /reason: missing/],
  ])("is refused with the line if it is %j", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("covers a clause that fails, until its last day has passed", () => {
    const failing = result("fails");
    expect(applyDrift([failing], [known], "2026-06-30")).toEqual([]);
    expect(failing.drift).toMatchObject({ owner: "lab", stale: false });
    expect(applyDrift([failing], [known], "2026-07-01")[0]?.why).toMatch(/^expired on 2026-06-30/);
    expect(failing.drift).toMatchObject({ stale: true });
  });

  it("is stale if the clause conforms, and not judged if it was skipped or not run", () => {
    expect(applyDrift([result("conforms")], [known], "2026-01-01")).toHaveLength(1);
    expect(applyDrift([result("skipped")], [known], "2026-07-01")).toEqual([]);
    expect(applyDrift([], [known], "2026-07-01")).toEqual([]);
  });
});
