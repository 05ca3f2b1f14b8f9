import { existsSync } from "node:fs";
import { env } from "node:process";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const ARGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
];

/** Why the tests that need Debian's Chromium are left out here; undefined where they are not. They never are in CI. */
export const missingChromium = (): string | undefined =>
  existsSync(CHROMIUM) || env["CI"] !== undefined ? undefined : `there is no ${CHROMIUM}`;

/** Starts Debian's Chromium, which asks nothing of the network by itself. */
export const launchChromium = (...args: string[]): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: [...ARGS, ...args] });
