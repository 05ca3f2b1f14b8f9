import { describe, expect, it } from "vitest";
import type { ActivityDetail } from "../../../devices/activity.js";
import type { Json, Result, Walk } from "../../domain/records.js";
import type { Note } from "../../sandbox/trace-book.js";
import { phasesOf } from "./phases.js";

const at = (second: number): number => 1_451_926_700_000_000 + second * 1_000_000;
const WALK: Walk = {
  id: "o",
  times: [at(0), at(1), at(9)],
  holder: { agent_id: "a", platform: null, agent_group: null, agent_revno: null },
  result_id: "r",
};
const result = (agent: Json): Result => ({
  ...{ id: "r", opportunity_id: "o", product_id: "p", test_status: "PASSED", agent_id: "a" },
  ...{ agent_revno: null, platform: null, result_payload: {} },
  ...{ agent, posted_at: at(9) },
});
const note = (second: number, detail: ActivityDetail): Note => ({
  at: at(second),
  activity: { at: at(second), agent_id: "a", ...detail },
});

describe("phasesOf", () => {
  it("takes the phases of the lab's notes", () => {
    const notes = [
      note(1, { kind: "phase-started", opportunity_id: "o", phase: "provision", ends_at: at(4) }),
      note(3, { kind: "phase-ended", opportunity_id: "o", phase: "provision", complete: false }),
      note(4, { kind: "phase-started", opportunity_id: "o", phase: "provision", ends_at: at(8) }),
    ];
    expect(phasesOf(WALK, notes, undefined)).toEqual([
      { name: "provision", start: at(1), end: at(3), expectedEnd: null, complete: false },
      { name: "provision", start: at(4), end: null, expectedEnd: at(8), complete: true },
    ]);
  });

  it("else takes the phases of the agent's result, with its own names", () => {
    const timing = {
      test_start: "2016-01-04T16:58:24.000000",
      flash_end: "2016-01-04T16:58:24.000000",
      flash_start: "2016-01-04T16:58:22.000000",
      nonsense_start: "yesterday",
      test_stop: 7,
    };
    expect(phasesOf(WALK, [], result({ timing }))).toEqual([
      { name: "flash", start: at(2), end: at(4), expectedEnd: null, complete: true },
    ]);
  });

  it("ignores phases of an agent whose clock differs", () => {
    const timing = { test_start: "2026-01-04T16:58:24", test_end: "2026-01-04T16:58:25" };
    expect(phasesOf(WALK, [], result({ timing }))).toEqual([]);
    const oddities: Json[] = [null, 3, { timing: "x" }, {}];
    for (const odd of oddities) expect(phasesOf(WALK, [], result(odd))).toEqual([]);
  });
});
