import { describe, expect, it } from "vitest";
import { goldenFiles, goldenProblems, goldenServer, Placeholders } from "./testing/golden.js";

const files = goldenFiles();

describe("the source document's exchanges", () => {
  it.each(files)("%s", async (_name, file) => {
    const server = await goldenServer(file);
    const placeholders = new Placeholders();
    for (const step of file.steps) expect(await goldenProblems(server, placeholders, step)).toEqual([]);
  });

  it("exist for every contradiction", () => {
    const named = files.flatMap(([, { steps }]) => steps.map(({ contradiction }) => contradiction));
    expect([...new Set(named.filter(Boolean))].sort()).toEqual(["C-1", "C-2", "C-3", "C-4", "C-5"]);
  });

  it("cite their lines", () => {
    for (const [name, { steps, recorded }] of files) {
      if (recorded !== undefined) continue;
      const sources = steps.flatMap(({ provenance = [] }) => provenance);
      expect(sources.length, name).toBeGreaterThan(0);
      for (const source of sources) expect(source, name).toMatch(/^[DL] \d+(-\d+)?$/);
    }
  });
});

describe("the comparison", () => {
  const [one, two] = ["99787105-911f-4e23-bded-b0b8253aee11", "99787105-911f-4e23-bded-b0b8253aee12"];

  it.each([
    ["another value", { a: 1 }, { a: 2 }, ["body.a: expected 1, got 2"]],
    ["a field too many", { a: 1 }, { a: 1, b: 2 }, ["body.b: not in the document"]],
    ["one that may be there", { a: 1, "[...]": "elided" }, { a: 1, b: 2 }, []],
    ["a field that is missing", { a: null }, {}, ["body.a: missing"]],
    ["an item too many", { a: [] }, { a: [1] }, ["body.a: expected 0 item(s), got 1"]],
    ["null for an object", { a: {} }, { a: null }, ["body.a: expected an object, got null"]],
    ["no UUID", "{{uuid:x}}", "x", ['body: expected a uuid, got "x"']],
    ["a naive time", "{{time}}", "2016-01-04T16:58:28.805000", [expect.stringMatching(/expected a time/)]],
    ["another of that name", ["{{uuid:x}}", "{{uuid:x}}"], [one, two], [expect.stringMatching(/\[1\]/)]],
    ["two names for one", ["{{uuid:x}}", "{{uuid:y}}"], [one, one], [expect.stringMatching(/the same as/)]],
    ["two names for two", ["{{uuid:x}}", "{{uuid:y}}", "{{uuid:x}}"], [one, two, one], []],
  ])("tells %s", (_what, expected, actual, problems) => {
    expect(new Placeholders().differences(expected, actual)).toEqual(problems);
  });
});
