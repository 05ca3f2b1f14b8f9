import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { fullRunName } from "./read-ledger.js";

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
