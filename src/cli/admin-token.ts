import { type Config, ConfigError } from "../config.js";
import { newTokenIn, tokenIn } from "../token-file.js";

/** The settings with the token of `--admin-token-file`, unless `--admin-token` gives one. @throws ConfigError */
export function withAdminToken(config: Readonly<Config>): Readonly<Config> {
  const { adminToken, adminTokenFile: file } = config;
  if (file === null || adminToken !== null) return config;
  return Object.freeze({ ...config, adminToken: tokenOf(file) });
}

function tokenOf(file: string): string {
  let token: string;
  try {
    token = tokenIn(file) ?? newTokenIn(file);
  } catch (error) {
    throw new ConfigError(`--admin-token-file: cannot use ${file}: ${(error as Error).message}`);
  }
  if (token === "") throw new ConfigError(`--admin-token-file: ${file} is empty; accepted: a token`);
  return token;
}
