import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest first: begun late, they would run alone at the end. */
const LONG = ["src/docs.", "src/api/package.", "contract-tests/run/deployment."];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((name) => moduleId.includes(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: [
      "src/**/*.test.ts",
      "devices/**/*.test.ts",
      "contract-tests/**/*.test.ts",
      "traffic/**/*.test.ts",
      "examples/**/*.test.ts",
      "scripts/**/*.test.ts",
      "clients/**/*.test.ts",
      "deploy/**/*.test.ts",
      "action/**/*.test.ts",
    ],
    // Most tests wait for their processes and browsers, so one at a time would leave the machine idle.
    maxWorkers: 4,
    // Test files do not change shared state, so a worker loads the modules once, not for each file.
    isolate: false,
    sequence: { sequencer: LongFirst },
    // Each run and each test file has a temporary directory of its own, and fails where it leaves something behind.
    globalSetup: "src/testing/global-setup.ts",
    setupFiles: "src/testing/setup-file.ts",
    // For slow machines: a test waits on conditions, and only one that hangs meets these.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 90_000 } },
  },
});
