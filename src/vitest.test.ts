import { describe, expect, it } from "vitest";
import { GLOBAL_SETUP, HELPER, runVitest } from "./api/testing/run-vitest.js";

const FILE = `
import { expect, it } from "vitest";
import { useSandbox } from ${JSON.stringify(HELPER)};

const sandbox = useSandbox({ seed: "demo", clock: "manual" });
const count = async () => (await (await sandbox().fetch("/products")).json()).products.length;

it("has the seed's products, and may make one", async () => {
  expect(await count()).toBe(2);
  const body = JSON.stringify({ name: "p.me", release: "r", snaps: [] });
  await sandbox().fetch("/products", { method: "POST", headers: { "content-type": "application/json" }, body });
  await sandbox().fault({ effect: { reset: true } });
});

it("is as new in the next", async () => {
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
  it("makes a sandbox on the emulator of the global set-up", async () => {
    const { passed, failures } = await runVitest(
      { "a.test.ts": FILE },
      { config: { globalSetup: GLOBAL_SETUP } },
    );
    expect(failures).toEqual([]);
    expect(passed).toBe(3);
  });

  it("and of one with options of its own: sandboxes take them over", async () => {
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

  it("makes it on the emulator of exec, where there is one, and starts none then", async () => {
    const files = { "a.test.ts": FILE, "setup.ts": setup('{ host: "nowhere.invalid" }') };
    const { passed, failures, code } = await runVitest(files, {
      exec: true,
      config: { globalSetup: "./setup.ts" },
    });
    expect(failures).toEqual([]);
    expect([passed, code]).toEqual([3, 0]);
  });

  it("says what to do where there is no emulator, and outside of tests", async () => {
    const early = `import { useSandbox } from ${JSON.stringify(HELPER)};\nuseSandbox()();\n`;
    const { passed, failures } = await runVitest({ "a.test.ts": FILE, "b.test.ts": early });
    expect(passed).toBe(0);
    const text = failures.join("\n");
    expect(text).toContain('no emulator: add globalSetup: "spi-emulator/vitest/global-setup"');
    expect(text).toContain("the sandbox is there in tests and hooks only");
  });
});
