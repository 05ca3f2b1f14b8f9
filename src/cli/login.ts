import { existsSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Command } from "commander";
import { Redactor } from "../../contract-tests/target/redact.js";
import { DEFAULTS } from "../config.js";
import { CredentialsFileError, formatCredentialsIni } from "../oauth1/credentials-file.js";
import type { Credentials } from "../oauth1/sign.js";
import { directFetch } from "../text/direct-fetch.js";
import { writePrivate } from "../text/private-file.js";
import { CliError, EXIT } from "./exit.js";
import { checkUrl, receive } from "./http.js";
import { print, printError } from "./print.js";

/** Maximum size of an answer of the token endpoint, in bytes. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Maximum number of characters of an answer's text that a message quotes. */
const QUOTED = 200;

interface LoginOptions {
  url: string;
  email: string;
  password?: string;
  otp?: string;
  tokenName: string;
  output: string;
  force?: true;
}

/** `spi-emulator login`: the documents' login process, which ends in a `conf.ini` (D 112). */
export function addLogin(program: Command): void {
  program
    .command("login")
    .description("Asks the token endpoint for OAuth credentials and writes them to an ini file.")
    .option("--url <URL>", "URL of the emulator", `http://${DEFAULTS.host}:${DEFAULTS.port}`)
    .requiredOption("--email <EMAIL>", "the account's email; customer@example.com in the demo seed")
    .option("--password <TEXT>", "the account's password (default: read from standard input)")
    .option("--otp <CODE>", "one-time password, for two-factor accounts")
    .option(
      "--token-name <NAME>",
      "name of the token; the same name gives the same token",
      "spi-emulator-cli",
    )
    .option("-o, --output <FILE>", "the ini file", "conf.ini")
    .option("--force", "overwrite an existing ini file")
    .addHelpText(
      "after",
      "\nExample:\n  spi-emulator login --email customer@example.com --password 'correct horse'\n" +
        "\nExit code: 0 if the file was written, 3 if refused or not reachable.\n",
    )
    .action(login);
}

/** What helps after a refusal, by its code. */
const HINTS: Readonly<Record<string, string>> = {
  TWOFACTOR_REQUIRED: " (--otp CODE)",
  INVALID_CREDENTIALS:
    " (an emulator that runs a kit tells its random passwords in the data directory's conf.ini, and in sandbox show --json)",
};

async function login(options: LoginOptions): Promise<void> {
  const { email, otp, tokenName, output } = options;
  if (existsSync(output) && !options.force)
    throw new CliError(`${output} exists; use --force to overwrite it`);
  const password = options.password ?? (await askPassword(email));
  const url = `${checkUrl("--url", options.url).replace(/\/+$/, "")}/api/v2/tokens/oauth`;
  const body = JSON.stringify({
    email,
    password,
    token_name: tokenName,
    ...(otp === undefined ? {} : { otp }),
  });
  // Another address must not get the password.
  const send = (): Promise<Response> =>
    directFetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      redirect: "manual",
    });
  const { status, json, text, location } = await receive(url, send, MAX_ANSWER_BYTES);
  if (location !== null) {
    const to = JSON.stringify(location.slice(0, QUOTED));
    throw new CliError(
      `HTTP ${status}: ${url} redirects to ${to}; login follows no redirect, because the password would go there. Use the final address as --url`,
      EXIT.unreachable,
    );
  }
  const told = (name: string): string | null => {
    const value = (Object(json) as Record<string, unknown>)[name];
    return typeof value === "string" ? value : null;
  };
  if (status !== 200 && status !== 201) {
    const code = told("code") ?? "";
    // The answer may quote what it got.
    const why = new Redactor([password, otp]).text(`${code} ${told("message") ?? text}`).slice(0, QUOTED);
    throw new CliError(`HTTP ${status} ${why}${HINTS[code] ?? ""}`, EXIT.unreachable);
  }
  const ini = iniOf(told, { url, email });
  try {
    writePrivate(output, [ini]);
  } catch (error) {
    throw new CliError(`--output: cannot write ${output}: ${(error as Error).message}`);
  }
  print(`${output} written: token ${tokenName} of ${email}\n`);
}

/** The ini file of an answer with credentials. @throws CliError if the answer has none */
function iniOf(
  told: (name: keyof Credentials) => string | null,
  { url, email }: { url: string; email: string },
): string {
  const [consumer_key, consumer_secret, token_key, token_secret] = (
    ["consumer_key", "consumer_secret", "token_key", "token_secret"] as const
  ).map((name) => told(name) ?? "") as [string, string, string, string];
  try {
    return formatCredentialsIni({ consumer_key, consumer_secret, token_key, token_secret }, email);
  } catch (error) {
    if (!(error instanceof CredentialsFileError)) throw error;
    throw new CliError(
      `${url} answers, but without credentials (${error.message}); is this a token endpoint?`,
      EXIT.unreachable,
    );
  }
}

/** Reads one line of standard input; on a terminal with a prompt and without echo. */
function askPassword(email: string): Promise<string> {
  const terminal = process.stdin.isTTY;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal });
  if (terminal) printError(`Password of ${email}: `);
  return new Promise((resolve, reject) => {
    lines.once("line", (line) => {
      if (terminal) printError("\n");
      resolve(line);
      lines.close();
    });
    lines.once("close", () =>
      reject(new CliError("no password: use --password, or one line of standard input")),
    );
  });
}
