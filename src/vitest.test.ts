import { describe, expect, it } from "vitest";
import { GLOBAL_SETUP, HELPER, runVitest } from "./api/testing/run-vitest.js";

const FILE = `
import { expect, it } from "vitest";
import { useSandbox } from ${JSON.stringify(HELPER)};

const sandbox = useSandbox({ seed: "demo", clock: "manual" });
const count = async () => (await (await sandbox().fetch("/products")).json()).products.length;

it("has the seed's products, and can create one", async () => {
  expect(await count()).toBe(2);
  const body = JSON.stringify({ name: "p.me", release: "r", snaps: [] });
  await sandbox().fetch("/products", { method: "POST", headers: { "content-type": "application/json" }, body });
  await sandbox().fault({ effect: { reset: true } });
});

it("is reset in the next test", async () => {
  expect(await count()).toBe(2);
  expect(await sandbox().exchanges()).toHaveLength(1);
  expect((await sandbox().show()).expires_at).not.toBeNull();
});

it("is not the only one", async () => {
  const { sandboxes } = await sandbox().control.send("GET /_emulator/sandboxes");
  expect(sandboxes.map(({ name }) => name)).toEqual(["default", sandbox().name]);
});
`;
const setup = (options: string): string =>
  `import { globalSetup } from ${JSON.stringify(GLOBAL_SETUP)};\nexport default globalSetup(${options});\n`;

describe("useSandbox", () => {
  it("creates a sandbox on the emulator of the global set-up", async () => {
    const { passed, failures } = await runVitest(
      { "a.test.ts": FILE },
      { config: { globalSetup: GLOBAL_SETUP } },
    );
    expect(failures).toEqual([]);
    expect(passed).toBe(3);
  });

  it("inherits the options of the global set-up", async () => {
    const file = FILE.replace('{ seed: "demo", clock: "manual" }', "").replace(
      "expect(await sandbox().exchanges())",
      'expect((await sandbox().clock()).mode).toBe("manual");\n  expect(await sandbox().exchanges())',
    );
    const options = '{ seed: "demo", clock: "manual", adminToken: "let-me-in" }';
    const files = { "a.test.ts": file, "setup.ts": setup(options) };
    const { passed, failures } = await runVitest(files, { config: { globalSetup: "./setup.ts" } });
    expect(failures).toEqual([]);
    expect(passed).toBe(3);
  });

  it("uses the emulator of exec, if there is one, and starts none", async () => {
    const files = { "a.test.ts": FILE, "setup.ts": setup('{ host: "nowhere.invalid" }') };
    const { passed, failures, code } = await runVitest(files, {
      exec: true,
      config: { globalSetup: "./setup.ts" },
    });
    expect(failures).toEqual([]);
    expect([passed, code]).toEqual([3, 0]);
  });

  it("says what to do without an emulator, and outside tests", async () => {
    const early = `import { useSandbox } from ${JSON.stringify(HELPER)};\nuseSandbox()();\n`;
    const { passed, failures } = await runVitest({ "a.test.ts": FILE, "b.test.ts": early });
    expect(passed).toBe(0);
    const text = failures.join("\n");
    expect(text).toContain('no emulator: add globalSetup: "spi-emulator/vitest/global-setup"');
    expect(text).toContain("the sandbox exists only in tests and hooks");
  });
});
