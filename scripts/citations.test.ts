import { describe, expect, it } from "vitest";
import { citationProblems } from "./citations.js";

const KNOWN = { assumptionIds: new Set(["A-01"]), contradictionIds: new Set(["C-1"]) };

describe("citationProblems", () => {
  it.each([
    "Nothing is cited.",
    "An error (L 754-759, 848-854) has a message (D 117-118).",
    "Two paths (C-1: D 1047 and 1068), and an assumption of ours, A-01.",
    "A range over hidden lines (D 250-258) that a line break\n * cuts: D\n1044-1083.",
    "ADD 5, GOLD 7, v-L 9 and BETA-01 are no citations.",
  ])("finds nothing wrong with %j", (text) => {
    expect(citationProblems(text, KNOWN)).toEqual([]);
  });

  it.each([
    ["D 1149", "D 1149: the API reference shows no such lines"],
    ["D 1044-1150", "D 1044-1150: the API reference shows no such lines"],
    ["L 3", "L 3: the API reference shows no such lines"],
    ["D 711", "D 711: the API reference shows no such lines"],
    ["D 742, 932-952", "D 932-952: the API reference shows no such lines"],
    ["D 1047 and 2068", "D 2068: the API reference shows no such lines"],
    ["L 760-755", "L 760-755 ends before it begins"],
    ["A-02", "A-02 is in no list"],
    ["C-2", "C-2 is in no list"],
  ])("names %j", (text, problem) => {
    expect(citationProblems(`It is so (${text}).`, KNOWN)).toEqual([problem]);
  });
});
