/** The public JS API. */
export { type Config, ConfigError, DEFAULTS } from "./config.js";
export { type Emulator, startEmulator } from "./emulator.js";
