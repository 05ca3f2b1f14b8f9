import { existsSync } from "node:fs";
import { env } from "node:process";
import { type Browser, chromium } from "playwright-core";

/** Debian's browser: the one without windows opens a page in half the time. */
export const CHROMIUM = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((file) =>
  existsSync(file),
);
const ARGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
];

/** Why the tests that need Debian's Chromium are left out here; undefined where they are not. They never are in CI. */
export const missingChromium = (): string | undefined =>
  CHROMIUM !== undefined || env["CI"] !== undefined ? undefined : "Debian's Chromium is not installed";

/** Starts Debian's Chromium, which asks nothing of the network by itself. */
export const launchChromium = (...args: string[]): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM ?? "/usr/bin/chromium", args: [...ARGS, ...args] });
