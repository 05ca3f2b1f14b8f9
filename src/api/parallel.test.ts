import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { packageFile } from "../package-files.js";
import { GLOBAL_SETUP, HELPER, runVitest } from "./testing/run-vitest.js";

const FILES = 8;
const TESTS = 100;

it("eight test files at once on one emulator, a hundred tests each, do not see each other's data", async () => {
  const suite = readFileSync(packageFile("src", "api", "testing", "parallel-suite.ts"), "utf8");
  const files: Record<string, string> = Object.fromEntries(
    Array.from({ length: FILES }, (_, index) => [
      `file-${index}.test.ts`,
      `import { parallelSuite } from "./suite.js";\nparallelSuite("file-${index}", ${FILES}, ${TESTS});\n`,
    ]),
  );
  files["suite.ts"] = suite.replace("../../vitest.js", HELPER);
  const config = { globalSetup: GLOBAL_SETUP, maxWorkers: FILES, hookTimeout: 60_000, testTimeout: 30_000 };
  const { passed, failed, failures } = await runVitest(files, { config });
  expect(failures.slice(0, 3)).toEqual([]);
  expect([passed, failed]).toEqual([FILES * TESTS, 0]);
}, 120_000);
