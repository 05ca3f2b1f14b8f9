import { describe, expect, it } from "vitest";
import { proseProblems } from "./prose.js";

describe("banned phrases", () => {
  it("names line, phrase and what to write instead", () => {
    expect(proseProblems("one\nIt is made anew.\n")).toEqual(['2: "anew" (again)']);
  });

  it("finds a phrase that goes over the end of a comment's line", () => {
    expect(proseProblems("/**\n * Faster than the\n * wall's clock.\n */")).toEqual([
      '2: "the wall\'s" (real time, wall-clock time)',
    ]);
  });

  it.each([
    ["Name; left out, the default one.", "left out,"],
    ["404 where there is no such product.", "where there is no"],
    ["How often the fault struck.", "struck"],
  ])("finds the one in %j", (text, phrase) => {
    expect(proseProblems(text)).toEqual([expect.stringContaining(phrase)]);
  });

  it("lets plain sentences pass", () => {
    const text = "A client that sends no credentials gets 401. At most 20 requests a second. Who may come?";
    expect(proseProblems(text)).toEqual([]);
  });
});
