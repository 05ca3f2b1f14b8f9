import process from "node:process";
import { type Command, Option } from "commander";
import { wallTime } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import { parseCredentialsIni } from "../oauth1/credentials-file.js";
import { type Credentials, signedFetch } from "../oauth1/sign.js";
import { MAX_ANSWER_BYTES } from "../text/bounded-text.js";
import { directFetch } from "../text/direct-fetch.js";
import { textOfFile } from "../text/file-text.js";
import { addEmulatorFlags, type Target, target } from "./control.js";
import { CliError, EXIT } from "./exit.js";
import { withFullIdsInPath } from "./full-ids.js";
import { checkUrl, receive } from "./http.js";
import { print } from "./print.js";

interface RequestOptions {
  as?: string;
  request?: string;
  data?: string;
  dataRaw?: string;
}

/** `spi-emulator request`: the documents' `api_example.py` (D 746, 820, 955), with the same arguments. */
export function addRequest(program: Command): void {
  const command = program
    .command("request")
    .description(
      "Sends one request signed with OAuth 1.0a (HMAC-SHA1) and prints `HTTP <code>` and indented JSON.\n" +
        "A path, such as /products, goes to the running emulator, with the credentials of its first account; its ids\n" +
        "may be shortened as long as they are unique. A whole URL needs CONF.INI.",
    )
    .option("-X, --request <METHOD>", "method (default: GET, with --data POST)")
    .option("--data <JSON>", "body; @FILE reads a file, - reads standard input")
    .addOption(
      new Option("--data-raw <JSON>", "body, taken as it is: @ and - have no meaning").conflicts("data"),
    )
    .usage("[options] [CONF.INI] <URL>")
    .argument("<URL...>", "the URL, after credentials in the form that `login` writes; or a path alone")
    .option("--as <EMAIL>", "with a path: another account of the emulator (default: the first)");
  addEmulatorFlags(command, true);
  command
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator request /products\n  spi-emulator request -X POST conf.ini http://127.0.0.1:7740/products --data \\\n" +
        `    '{"name": "test-product.foo", "release": "15.04-core", "snaps": ["test-snap.foo"]}'\n` +
        "\nExit code: 0 for a status below 400, 1 for other statuses, 3 for 401 or no answer.\n",
    )
    .action(async (words: string[], options: RequestOptions) => {
      const { credentials, url } = await addressed(command, words, options.as);
      process.exitCode = await request(credentials, url, options);
    });
}

/** The credentials and the whole URL of `[CONF.INI] URL` or a path. @throws CliError, EmulatorError */
async function addressed(
  command: Command,
  words: readonly string[],
  as: string | undefined,
): Promise<{ credentials: Credentials; url: string }> {
  const [ini, written] = words.length === 1 ? [null, words[0]!] : [words[0]!, words[1]!];
  if (words.length > 2)
    throw new CliError(`request: got ${words.length} arguments; accepted: [CONF.INI] URL, or a path`);
  if (ini !== null && as !== undefined)
    throw new CliError("--as: CONF.INI says which account; give only one");
  if (!written.startsWith("/")) {
    const url = checkUrl("URL", written);
    if (ini !== null) return { credentials: readCredentials(ini), url };
    throw new CliError(
      `request: a whole URL needs credentials: spi-emulator request CONF.INI ${written}; or use a path, such as /products`,
    );
  }
  const on = target(command);
  const url = on.client.url + (await withFullIdsInPath(on, written));
  return { credentials: ini === null ? await credentialsOfAccount(on, as) : readCredentials(ini), url };
}

/** @throws CliError if the sandbox has no such account, EmulatorError */
async function credentialsOfAccount(
  { client, here }: Target,
  email: string | undefined,
): Promise<Credentials> {
  const name = here.sandbox ?? "default";
  const { accounts } = await client.send("GET /_emulator/sandboxes/{name}", { path: { name } });
  const account = accounts.find((one) => email === undefined || one.email === email);
  if (account) return account.credentials;
  const known = accounts.map((one) => one.email).join(", ") || "none";
  throw new CliError(`--as: got ${JSON.stringify(email ?? null)}; the sandbox's accounts: ${known}`);
}

/** Reads an ini file. @throws CliError, CredentialsFileError */
export function readCredentials(file: string): Credentials {
  let text: string;
  try {
    text = textOfFile(file);
  } catch (error) {
    throw new CliError(`${file}: cannot be read: ${(error as Error).message}`);
  }
  return parseCredentialsIni(text, file);
}

async function request(
  credentials: Credentials,
  url: string,
  { request: method, data, dataRaw }: RequestOptions,
): Promise<number> {
  const body = data === undefined ? dataRaw : readData(data);
  const send = signedFetch(credentials, { fetch: directFetch, now: wallTime, nonce: () => newSecret(8) });
  const { status, text } = await receive(url, () =>
    send(url, {
      method: (method ?? (body === undefined ? "GET" : "POST")).toUpperCase(),
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body,
    }),
  );
  print(`HTTP ${status}\n${text === "" ? "" : `${text}\n`}`);
  if (status === 401) return EXIT.unreachable;
  return status < 400 ? EXIT.ok : EXIT.failure;
}

function readData(data: string): string {
  try {
    if (data === "-") return textOfFile(0, MAX_ANSWER_BYTES);
    return data.startsWith("@") ? textOfFile(data.slice(1), MAX_ANSWER_BYTES) : data;
  } catch (error) {
    throw new CliError(`--data ${data}: cannot be read: ${(error as Error).message}`);
  }
}
