import { describe, expect, it } from "vitest";
import { contractDocProblems } from "./contract-doc.js";

const CONTRACT = {
  statements: [
    { id: "5.flow", source: "D 905-907", text: "The flow is A_B, then C." },
    { id: "5.createX", source: "P, A-01", text: "POST makes one." },
  ],
  assumptionIds: ["A-01"],
  contradictionIds: ["C-1"],
};

const PAGE = [
  "# Contract",
  "",
  "- `5.flow` (D 905-907): The flow is `A_B`,",
  "  then C. More is said here (C-1).",
  "- `5.createX` (P,",
  "  A-01): POST makes one.",
  "",
  "Release `15.04-core` is no statement.",
].join("\n");

const problemsWith = (old: string, now: string): string[] => {
  expect(PAGE).toContain(old);
  return contractDocProblems(PAGE.replace(old, now), CONTRACT);
};

describe("contractDocProblems", () => {
  it("finds nothing where page and suite agree", () => {
    expect(contractDocProblems(PAGE, CONTRACT)).toEqual([]);
  });

  it("names a statement that is no entry", () => {
    expect(problemsWith("- `5.createX`", "- `5.createY`")).toEqual([
      "5.createX: the page has no entry of this statement",
      "5.createY: the suite has no such statement",
    ]);
  });

  it("names a statement that is there twice", () => {
    expect(problemsWith("# Contract", "# Contract\n\nSee `5.flow`.")).toEqual([
      "5.flow: the page has this statement 2 times",
    ]);
  });

  it("names a statement that the suite does not have", () => {
    expect(problemsWith("`15.04-core`", "`11.rule`")).toEqual(["11.rule: the suite has no such statement"]);
  });

  it("names another source", () => {
    expect(problemsWith("(D 905-907)", "(D 905)")).toEqual([
      '5.flow: the source is "D 905" on the page, "D 905-907" in the suite',
    ]);
  });

  it("names another text", () => {
    expect(problemsWith("then C", "then D")).toEqual([
      '5.flow: the text is "The flow is A_B, then D" on the page, "The flow is A_B, then C" in the suite',
    ]);
  });

  it("names an assumption and a contradiction that the page does not cite", () => {
    const contract = { ...CONTRACT, assumptionIds: ["A-01", "A-02"], contradictionIds: ["C-1", "C-2"] };
    expect(contractDocProblems(PAGE, contract)).toEqual([
      "A-02: the page does not cite it",
      "C-2: the page does not cite it",
    ]);
  });
});
