import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { fullRunName, readLedger } from "./read-ledger.js";

const RUN = "spi-run-20261126-4f9a2c1b";
const folder = temporaryFolder();
for (const run of ["spi-run-20261126-4f9a2c1b", "spi-run-20261126-4f000000", "spi-run-20261127-00000000"])
  writeFileSync(join(folder, `${run}.jsonl`), "");
writeFileSync(join(folder, "spi-run-notes.txt"), "");

it.each([
  ["spi-run-20261126-4f9", "spi-run-20261126-4f9a2c1b"],
  ["spi-run-20261127", "spi-run-20261127-00000000"],
  ["spi-run-20261127-00000000", "spi-run-20261127-00000000"],
  ["spi-run-2025", "spi-run-2025"],
  ["spi-run-n", "spi-run-n"],
])("%s is the run %s", (written, run) => expect(fullRunName(folder, written)).toBe(run));

it("names the runs that begin so, if there are several", () => {
  expect(() => fullRunName(folder, "spi-run-20261126")).toThrow(
    `--run: "spi-run-20261126" is ambiguous: 2 runs in ${folder} begin with it: spi-run-20261126-4f000000, spi-run-20261126-4f9a2c1b`,
  );
});

it("leaves a run as it is if the folder does not exist", () =>
  expect(fullRunName(join(folder, "none"), "spi-run-2")).toBe("spi-run-2"));

it.each([
  ["a number", "5", 1],
  ["nothing", "null", 1],
  ["a head without a target", `{"head":{"run":"${RUN}","before":[]}}`, 1],
  ["a head that lists no ids", `{"head":{"run":"${RUN}","target":"https://spi.example.com","before":5}}`, 1],
  ["a head without a run", '{"head":{"target":"https://spi.example.com","before":[]}}', 1],
  ["a run that has no name", '{"head":{"run":"","target":"https://spi.example.com","before":[]}}', 1],
  ["an intention that is null", '{"intention":null}', 2],
  ["an account that no run has", '{"intention":{"n":1,"kind":"product","actor":"__proto__"}}', 2],
  ["an outcome without ids", '{"outcome":{"n":1,"status":201}}', 2],
  ["ids that are objects", '{"outcome":{"n":1,"status":201,"ids":[{}]}}', 2],
])("refuses a line that no run wrote, in one line: %s", (_, line, at) => {
  const file = join(temporaryFolder(), `${RUN}.jsonl`);
  const head = `{"head":{"format":1,"run":"${RUN}","target":"https://spi.example.com","before":[]}}`;
  writeFileSync(file, `${at === 1 ? "" : `${head}\n`}${line}\n`);
  expect(() => readLedger(file)).toThrow(`${file}:${at}: not a ledger line`);
});
