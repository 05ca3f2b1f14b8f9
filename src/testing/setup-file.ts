import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { env } from "node:process";
import { afterAll, expect, vi } from "vitest";
import { endFile } from "./file-end.js";
import { leftovers, removeLeftovers } from "./leftovers.js";

/** What was told to end may take so long; only what hangs meets this. */
const PATIENCE_MS = 60_000;
/** Letters of a test file's name that its temporary directory has. */
const NAME_LENGTH = 12;
/** The run's temporary directory: where all tests of a file are left out, the hook below is not called to go back to it. */
const RUN = "SPI_TEST_RUN_FOLDER";

// Runs before each test file; its hook after all hooks of the file.
const run = (env[RUN] ??= tmpdir());
const name = basename(expect.getState().testPath ?? "file", ".test.ts").slice(0, NAME_LENGTH);
const folder = mkdtempSync(join(run, `${name}-`));
env["TMPDIR"] = folder;

afterAll(async () => {
  try {
    await endFile();
    const check = (): void => expect(leftovers(folder), "this test file leaves nothing behind").toEqual([]);
    await vi.waitFor(check, { timeout: PATIENCE_MS });
  } finally {
    removeLeftovers(folder);
    env["TMPDIR"] = run;
  }
});
