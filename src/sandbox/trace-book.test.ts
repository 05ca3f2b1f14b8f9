import { describe, expect, it } from "vitest";
import { MAX_NOTES, MAX_NOTES_OF_ONE, TraceBook } from "./trace-book.js";

const emulator = { by: "emulator" } as const;

describe("TraceBook", () => {
  it("keeps the first and the last notes of an opportunity, and counts the dropped ones", () => {
    const book = new TraceBook();
    const all = MAX_NOTES_OF_ONE * 3;
    for (let at = 0; at < all; at++) book.event("opp", "QUEUED_FOR_AGENTS", at, emulator);
    const notes = book.notes("opp");
    const middle = notes.findIndex((note) => "leftOut" in note);
    expect(notes).toHaveLength(MAX_NOTES_OF_ONE);
    expect(notes[middle]).toEqual({ at: middle, leftOut: all - (MAX_NOTES_OF_ONE - 1) });
    expect(notes.slice(0, middle).map(({ at }) => at)).toEqual(Array.from({ length: middle }, (_, at) => at));
    expect([notes[middle + 1]!.at, notes.at(-1)!.at]).toEqual([
      all - (MAX_NOTES_OF_ONE - 1 - middle),
      all - 1,
    ]);
  });

  it("forgets the oldest opportunities if there are too many notes", () => {
    const book = new TraceBook();
    const each = 100;
    const opportunities = MAX_NOTES / each + 2;
    for (let n = 0; n < opportunities; n++)
      for (let at = 0; at < each; at++) book.event(`opp-${n}`, "QUEUED_FOR_AGENTS", at, emulator);
    const left = Array.from({ length: opportunities }, (_, n) => book.notes(`opp-${n}`).length);
    expect(left.slice(0, 3)).toEqual([0, 0, each]);
    expect(left.reduce((sum, count) => sum + count, 0)).toBe(MAX_NOTES);
    book.forget("opp-2");
    expect(book.notes("opp-2")).toEqual([]);
  });

  it("notes only activities of devices that are about an opportunity", () => {
    const book = new TraceBook();
    book.activity({ at: 1, agent_id: "dev", kind: "started" });
    book.activity({ at: 2, agent_id: "dev", kind: "retry", opportunity_id: null, in_ms: 1, why: "" });
    const picked = { at: 3, agent_id: "dev", kind: "picked", opportunity_id: "opp" } as const;
    book.activity(picked);
    expect(book.notes("opp")).toEqual([{ at: 3, activity: picked }]);
  });
});
