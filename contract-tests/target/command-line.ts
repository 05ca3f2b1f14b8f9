import { octal } from "../../src/text/shell-quote.js";
import type { ExchangeRecord } from "./answer.js";

/** A command that repeats a request, or a note if no command can. */
const NOTES = {
  otherwise: "# the clause signs this request in its own way: sign it as the clause says",
  cut: (bytes: string, start: string) => `# the file body has the ${bytes} bytes that begin with ${start}`,
};

/** A body that the report does not have as a whole, with its beginning and its number of bytes. */
const CUT = /^([^]*)\.\.\. \((\d+) in total\)$/;
/** Number of characters of such a body that a note shows. */
const SHOWN = 60;

/** The request as a `spi-emulator request` command, which signs it. */
export function requestLine(exchange: ExchangeRecord): string {
  const { method, url, requestHeaders, requestBody, signed = "first" } = exchange;
  if (signed === "no" || signed === "otherwise") return "";
  const type = headerOf(requestHeaders, "content-type");
  // The command sends JSON, and no other header of its own.
  if (requestBody !== null && type !== undefined && type !== "application/json") return "";
  return [
    ...["spi-emulator request", ...(method === "GET" && requestBody === null ? [] : ["-X", word(method)])],
    ...[signed === "second" ? "second.ini" : "conf.ini", quoted(url)],
    ...bodyWords("--data", requestBody),
    ...notesOf(exchange),
  ].join(" ");
}

/** The request as a curl command, signed by the credentials in four variables of the shell. */
export function curlLine(exchange: ExchangeRecord): string {
  const { method, url, requestHeaders, requestBody, signed = "first" } = exchange;
  const shown = Object.entries(requestHeaders).filter(([name]) => !QUIET.has(name.toLowerCase()));
  return [
    "curl -i",
    // By default curl expands `[1-3]` and `{a,b}`, and removes `..` from a path.
    ...(/[[\]{}]/.test(url) ? ["--globoff"] : []),
    ...(/\/\.{1,2}(?:[/?#]|$)/.test(url) ? ["--path-as-is"] : []),
    ...(method === "HEAD" ? ["-I"] : method === "GET" && requestBody === null ? [] : ["-X", word(method)]),
    ...(signed === "no" ? [] : ["-H", SIGNATURE]),
    ...shown.flatMap(([name, value]) => ["-H", quoted(`${name}: ${value}`)]),
    ...bodyWords("--data-binary", requestBody),
    quoted(url),
    ...notesOf(exchange),
  ].join(" ");
}

function notesOf({ signed, requestBody }: ExchangeRecord): string[] {
  const cut = CUT.exec(requestBody ?? "");
  return [
    ...(signed === "otherwise" ? [NOTES.otherwise] : []),
    ...(cut ? [NOTES.cut(cut[2]!, quoted(cut[1]!.slice(0, SHOWN)))] : []),
  ];
}

/** The body of a command: the text itself, or a file if the report has only its beginning. */
function bodyWords(fromFile: string, body: string | null): string[] {
  if (body === null) return [];
  return CUT.test(body) ? [fromFile, "@body"] : ["--data-raw", quoted(body)];
}

/** How the commands find the credentials. */
export const CREDENTIALS_NOTE =
  "conf.ini has the credentials; the curl commands take them from the variables CONSUMER_KEY, CONSUMER_SECRET, TOKEN_KEY and TOKEN_SECRET.";

/** PLAINTEXT (contract.md §3) needs no time and no nonce, but servers may want both. */
const SIGNATURE =
  '"Authorization: OAuth oauth_consumer_key=\\"$CONSUMER_KEY\\", oauth_token=\\"$TOKEN_KEY\\", ' +
  'oauth_signature_method=\\"PLAINTEXT\\", oauth_signature=\\"$CONSUMER_SECRET%26$TOKEN_SECRET\\", ' +
  'oauth_timestamp=\\"$(date +%s)\\", oauth_nonce=\\"$(date +%N)\\", oauth_version=\\"1.0\\""';

const QUIET = new Set(["user-agent", "accept-encoding", "authorization"]);

const headerOf = (headers: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1];

/** A method as a word for a shell. One of a recording is of any characters that HTTP allows, `$`, `|` and `&` among them. */
const word = (method: string): string => (/^\w+$/.test(method) ? method : quoted(method));

/**
 * A word for a shell. Control characters are escaped, so that the command stays one line and can be pasted; then so is what
 * could end the word: a shell that does not know these escapes, such as dash, reads it as one word too, with another text.
 */
export function quoted(text: string): string {
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${text.replace(/[\\'\p{Cc}]/gu, octal)}'`;
}
