import { DEFAULTS } from "../../config.js";
import type { View } from "../page.js";
import { shellQuote } from "../../text/shell-quote.js";

/** A terminal command, and what it needs where it is run. */
export interface TerminalCommand {
  command: string;
  hint: string;
}

/** What `spi-emulator request` sends: a path of the product API with its query, GET by default. */
export interface RequestToRepeat {
  path: string;
  method?: string;
  /** The body as it is; null: none. */
  body?: string | null;
  /** E-mail of the account that signs; null: the first one. */
  account?: string | null;
}

const INSTALLED = "runs in the clone's folder, or where the package is installed";
const FROM_BAR = "conf.ini: Credentials in the bar above, Download.";

/** What a command needs to know of its page. */
export type Place = Pick<View, "config" | "productUrl"> & { here: { sandbox: string } };

/**
 * The command that sends a request to the product API with an account of this page's sandbox. Without an admin token,
 * `request` asks the emulator itself for the credentials; with one, it needs the file of the sandbox bar.
 */
export function requestCommand(
  { config, here: { sandbox }, productUrl }: Place,
  { path, method = "GET", body = null, account = null }: RequestToRepeat,
): TerminalCommand {
  const isUsual = method === (body === null ? "GET" : "POST");
  const request = [
    "npx spi-emulator request",
    ...(isUsual ? [] : [`-X ${shellQuote(method)}`]),
    ...(body === null ? [] : [`--data-raw ${shellQuote(body)}`]),
  ];
  if (config.adminToken !== null)
    return {
      command: [...request, "conf.ini", shellQuote(productUrl + path)].join(" "),
      hint: `${FROM_BAR} npx spi-emulator ${INSTALLED}.`,
    };
  const words = [
    ...request,
    ...(productUrl === `http://${DEFAULTS.host}:${DEFAULTS.port}` ? [] : [`--url ${shellQuote(productUrl)}`]),
    ...(sandbox === "default" ? [] : [`--sandbox ${sandbox}`]),
    ...(account === null ? [] : [`--as ${shellQuote(account)}`]),
    shellQuote(path),
  ];
  return { command: words.join(" "), hint: `The command ${INSTALLED}.` };
}

/** The command that runs the virtual lab as a process of its own, for this page's sandbox. */
export function labCommand({ productUrl }: Pick<View, "productUrl">): TerminalCommand {
  return {
    command: `npx spi-emulator lab --target ${shellQuote(productUrl)} --credentials conf.ini`,
    hint: `${FROM_BAR} npx spi-emulator ${INSTALLED}.`,
  };
}
