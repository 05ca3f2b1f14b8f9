import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { smallDisk } from "../testing/small-disk.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { writePrivate } from "./private-file.js";

const NOBODY = 65534;
/** Each user reaches its folder. */
const disk = smallDisk(256 * 1024);

it("replaces what a file held", () => {
  const file = join(temporaryFolder(), "a");
  writeFileSync(file, "a longer text");
  writePrivate(file, ["a ", "text"]);
  expect(readFileSync(file, "utf8")).toBe("a text");
});

it.runIf(disk !== null && process.getuid?.() === 0)(
  "refuses a file of another user, and leaves what it holds",
  () => {
    const file = join(disk!.folder, "a");
    writeFileSync(file, "another's");
    chmodSync(file, 0o666);
    process.seteuid!(NOBODY);
    try {
      expect(() => writePrivate(file, ["secret"])).toThrow("EPERM");
    } finally {
      process.seteuid!(0);
    }
    expect(readFileSync(file, "utf8")).toBe("another's");
  },
);
