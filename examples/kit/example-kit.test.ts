import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadProfileFiles } from "../../devices/load-profiles.js";
import { realKitHost } from "../../devices/testing/kit-host.js";
import { testLab } from "../../devices/testing/test-lab.js";

describe("the example kit", () => {
  it("runs the opportunity's commands and reports each of them", async () => {
    const profiles = loadProfileFiles([join(import.meta.dirname, "profile.yaml")]);
    const { clock, spi, lab } = testLab(profiles, { kitHost: realKitHost() });
    spi.add("op-1", { test_payload: '{"test_cmds": ["echo one", "echo \\"two\\"\\necho three"]}' });
    spi.add("op-2", { test_payload: { test_cmds: ["true", "echo bad >&2; exit 3"] } });
    spi.add("op-3", { test_payload: null });
    lab.start();
    await clock.advance(0);
    expect(spi.taken["op-1"]).toMatchObject({
      test_status: "PASSED",
      result_payload: {
        summary: "2 of 2 commands passed",
        results: [
          { command: "echo one", code: 0, output: "one\n" },
          { command: 'echo "two"\necho three', code: 0, output: "two\nthree\n" },
        ],
      },
    });
    expect(spi.taken["op-2"]).toMatchObject({
      test_status: "FAILED",
      result_payload: { results: [{ code: 0 }, { code: 3, output: "bad\n" }] },
    });
    expect(spi.taken["op-3"]).toMatchObject({ test_status: "PASSED", result_payload: { results: [] } });
    await lab.stop();
  });
});
