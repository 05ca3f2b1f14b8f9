import { env } from "node:process";
import { expect, type TestContext } from "vitest";
import { Running } from "./emulator-process.js";

/** What npm says where no registry answers. */
const UNREACHABLE = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED)\b/;

/**
 * `npm install` in a folder, as a user does on a clean machine: what its package file names, or these packages. Where no
 * registry can be reached the test is left out with a note; in CI it fails.
 */
export async function installFromRegistry(
  context: TestContext,
  cwd: string,
  ...packages: string[]
): Promise<void> {
  const isCi = env["CI"] !== undefined;
  const { code, stderr } = await new Running(
    "npm",
    ["install", "--save-dev", "--no-audit", "--no-fund", ...packages],
    {
      cwd,
      env: {
        npm_config_prefer_offline: "true",
        npm_config_fetch_retries: isCi ? "2" : "0",
        PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1",
      },
    },
  ).ended;
  const unreachable = code === 0 || isCi ? undefined : UNREACHABLE.exec(stderr)?.[0];
  context.skip(unreachable !== undefined, `npm's registry cannot be reached: ${unreachable ?? ""}`);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
}
