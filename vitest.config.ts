import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "src/**/*.test.ts",
      "devices/**/*.test.ts",
      "contract-tests/**/*.test.ts",
      "examples/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    // Most tests wait for processes and browsers of theirs, so that one at a time would leave the machine idle.
    maxWorkers: 4,
    // Test files keep what they change to themselves; so a worker loads the modules once, and not for each file anew.
    isolate: false,
    // For slow machines: a test waits on conditions, and only one that hangs meets these.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
