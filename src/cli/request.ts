import { readFileSync } from "node:fs";
import process from "node:process";
import { type Command, Option } from "commander";
import { wallTime } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import { parseCredentialsIni } from "../oauth1/credentials-file.js";
import { type Credentials, signedFetch } from "../oauth1/sign.js";
import { CliError, EXIT } from "./exit.js";
import { checkUrl, receive } from "./http.js";
import { print } from "./print.js";

interface RequestOptions {
  request?: string;
  data?: string;
  dataRaw?: string;
}

/** `spi-emulator request`: the documents' `api_example.py` (D 746, 820, 955), with the same arguments. */
export function addRequest(program: Command): void {
  program
    .command("request")
    .description(
      "Sends one request signed with OAuth 1.0a (HMAC-SHA1) and prints `HTTP <code>` and indented JSON.",
    )
    .option("-X, --request <METHOD>", "method (default: GET, with --data POST)")
    .option("--data <JSON>", "body; @FILE reads a file, - reads standard input")
    .addOption(
      new Option("--data-raw <JSON>", "body, taken as it is: @ and - have no meaning").conflicts("data"),
    )
    .argument("<CONF.INI>", "credentials, in the form that `login` writes")
    .argument("<URL>", "the URL")
    .addHelpText(
      "after",
      "\nExample:\n  spi-emulator request -X POST conf.ini http://127.0.0.1:7740/products --data \\\n" +
        `    '{"name": "test-product.foo", "release": "15.04-core", "snaps": ["test-snap.foo"]}'\n` +
        "\nExit code: 0 for a status below 400, 1 for other statuses, 3 for 401 or no answer.\n",
    )
    .action(async (ini: string, url: string, options: RequestOptions) => {
      process.exitCode = await request(readCredentials(ini), checkUrl("URL", url), options);
    });
}

/** Reads an ini file. @throws CliError, CredentialsFileError */
export function readCredentials(file: string): Credentials {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
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
  const send = signedFetch(credentials, { fetch, now: wallTime, nonce: () => newSecret(8) });
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
    if (data === "-") return readFileSync(0, "utf8");
    return data.startsWith("@") ? readFileSync(data.slice(1), "utf8") : data;
  } catch (error) {
    throw new CliError(`--data ${data}: cannot be read: ${(error as Error).message}`);
  }
}
