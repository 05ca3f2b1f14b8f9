import { DEFAULTS } from "../../config.js";
import type { View } from "../page.js";

/** A terminal command, and what it needs where it is run. */
export interface RequestCommand {
  command: string;
  hint: string;
}

const INSTALLED = "runs in the clone's folder, or where the package is installed";

/**
 * The command that reads a path of the product API (`/products`) with the account and the sandbox of this page. Without
 * an admin token, `request` asks the emulator itself for the credentials; with one, it needs the file of the sandbox bar.
 */
export function requestCommand(
  { config, here: { sandbox }, productUrl }: Pick<View, "config" | "here" | "productUrl">,
  path: string,
): RequestCommand {
  if (config.adminToken !== null) {
    return {
      command: `npx spi-emulator request conf.ini '${productUrl}${path}'`,
      hint: `conf.ini: Credentials in the bar above, Download. npx spi-emulator ${INSTALLED}.`,
    };
  }
  const words = [
    "npx spi-emulator request",
    ...(productUrl === `http://${DEFAULTS.host}:${DEFAULTS.port}` ? [] : [`--url ${productUrl}`]),
    ...(sandbox === "default" ? [] : [`--sandbox ${sandbox}`]),
    `'${path}'`,
  ];
  return { command: words.join(" "), hint: `The command ${INSTALLED}.` };
}
