import type { Profile } from "../../devices/profile.js";
import { type Config, ConfigError } from "../config.js";
import { SHORTEST_ADMIN_TOKEN } from "../http/admin-gate.js";

/** Refuses settings and devices that a public demo host must not have. @throws ConfigError */
export function checkDemoHost(config: Readonly<Config>, profiles: readonly Profile[]): void {
  checkSettings(config);
  checkLab(profiles);
}

function checkSettings({ adminToken, auth, clock }: Readonly<Config>): void {
  if (adminToken === null || adminToken.length < SHORTEST_ADMIN_TOKEN) {
    const got = adminToken === null ? "no --admin-token" : `a token of ${adminToken.length} characters`;
    throw new ConfigError(
      `--demo-host: got ${got}; accepted: an --admin-token of ${SHORTEST_ADMIN_TOKEN} characters or more (SPI_EMULATOR_ADMIN_TOKEN)`,
    );
  }
  if (auth === "none") {
    throw new ConfigError(
      "--demo-host: got --auth none; accepted: oauth, because credentials identify a visitor's sandbox",
    );
  }
  if (clock === "manual") {
    throw new ConfigError(
      "--demo-host: got --clock manual; accepted: scaled, because nobody advances a visitor's clock",
    );
  }
}

function checkLab(profiles: readonly Profile[]): void {
  const withKit = profiles.find(({ kit }) => kit !== null);
  if (withKit) {
    throw new ConfigError(
      `--demo-host: ${withKit.file} has a kit, which runs commands on this machine; accepted: simulated devices only`,
    );
  }
  const withAccount = profiles.find(({ account }) => account !== null);
  if (withAccount) {
    throw new ConfigError(
      `--demo-host: ${withAccount.file} names an account; accepted: none, because each visitor has other accounts`,
    );
  }
}
