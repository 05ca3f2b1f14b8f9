import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { clause, exchange, reportOf } from "../../contract-tests/report/testing/reports.js";
import { runProcess } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

it("contract diff tells drift by exit code and in words", async () => {
  const cwd = temporaryFolder();
  const other = clause("a.b", { exchanges: [exchange({ responseBody: '{"a":1}' })] });
  writeFileSync(join(cwd, "a.json"), JSON.stringify(reportOf([clause("a.b")])));
  writeFileSync(join(cwd, "b.json"), JSON.stringify(reportOf([other])));
  writeFileSync(join(cwd, "c.json"), "[]");
  const diff = (...args: string[]) => runProcess(["contract", "diff", ...args], { cwd });

  expect(await diff("a.json", "a.json")).toMatchObject({
    code: 0,
    stderr: "",
    stdout: expect.stringContaining("no drift"),
  });
  const found = await diff("a.json", "b.json");
  expect([found.code, found.stderr]).toEqual([1, ""]);
  expect(found.stdout).toContain("a.b\n  GET getProduct 200: a\n    first   missing\n    second  1\n");
  const { stdout } = await diff("a.json", "b.json", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ drift: [{ clause: "a.b" }], judged_once: [] });
  for (const file of ["c.json", "none.json"]) {
    const refused = await diff("a.json", file);
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toMatch(new RegExp(`^spi-emulator: ${file}: .*\n$`));
  }
});
