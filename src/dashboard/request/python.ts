import { scanJson } from "../../http/json-text.js";
import type { HttpRequest } from "./http-request.js";

const INDENT = "    ";
/** Maximum length of a literal on one line, in characters. */
const WIDTH = 76;
/** More JSON is sent as text: as a literal nobody would read it, and its indents would be longer than itself. */
const LITERAL_BOUNDS = { depth: 20, values: 2000 };

/** An ASCII Python string literal for exactly this text. Lone surrogates are kept. */
export function pythonString(text: string): string {
  const escaped = Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    if (character === "\\" || character === '"') return `\\${character}`;
    if (character === "\n") return String.raw`\n`;
    if (code >= 0x20 && code < 0x7f) return character;
    if (code > 0xffff) return `\\U${code.toString(16).padStart(8, "0")}`;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `"${escaped.join("")}"`;
}

/**
 * A Python script that signs this request with the credentials of `conf.ini` and sends it. `isSigned`: whether the
 * operation needs a signature. The request's own Authorization header is ignored.
 */
export function pythonScript({ method, url, headers, body }: HttpRequest, isSigned: boolean): string {
  const literal = body === null ? null : exactLiteral(body);
  const asJson = literal !== null && headers.some(isJsonType);
  const others = headers.filter(
    (header) => header[0].toLowerCase() !== "authorization" && !(asJson && isJsonType(header)),
  );
  const call = [
    pythonString(method),
    pythonString(url),
    ...(isSigned ? ["auth=auth"] : []),
    ...(others.length > 0 ? [`headers=${dictionary(others)}`] : []),
    ...(body === null ? [] : asJson ? [`json=body`] : ["data=body.encode()"]),
  ];
  return [
    ...(isSigned ? ["import configparser", ""] : []),
    "import requests",
    ...(isSigned ? ["from requests_oauthlib import OAuth1", "", ...SIGNING] : []),
    "",
    ...(body === null ? [] : [`body = ${asJson ? literal : pythonString(body)}`]),
    "response = requests.request(",
    ...call.map((argument) => `${INDENT}${argument},`),
    ")",
    "print(response.status_code)",
    "print(response.text)",
    "",
  ].join("\n");
}

const SIGNING = [
  "config = configparser.ConfigParser()",
  'config.read("conf.ini")',
  'keys = config["auth"]',
  "auth = OAuth1(",
  `${INDENT}keys["consumer_key"],`,
  `${INDENT}keys["consumer_secret"],`,
  `${INDENT}keys["token_key"],`,
  `${INDENT}keys["token_secret"],`,
  ")",
];

function isJsonType([name, value]: readonly [string, string]): boolean {
  return name.toLowerCase() === "content-type" && value === "application/json";
}

function dictionary(headers: HttpRequest["headers"]): string {
  return `{${headers.map(([name, value]) => `${pythonString(name)}: ${pythonString(value)}`).join(", ")}}`;
}

/** A Python literal of the same JSON value; null if Python would send different JSON, if it is long, or if the text is not JSON. */
function exactLiteral(text: string): string | null {
  try {
    scanJson(text, LITERAL_BOUNDS);
    const value: unknown = JSON.parse(text);
    // `json=None` would send nothing.
    if (value === null) return null;
    return JSON.stringify(value) === withoutBlanks(text) ? literalOf(value, 0) : null;
  } catch {
    return null;
  }
}

/** JSON text without whitespace between tokens, and with each string in its shortest form. */
function withoutBlanks(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\s+/g, (piece) =>
    piece.startsWith('"') ? JSON.stringify(JSON.parse(piece)) : "",
  );
}

function literalOf(value: unknown, depth: number): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return pythonString(value);
  if (typeof value !== "object") return JSON.stringify(value);
  const isList = Array.isArray(value);
  const items = isList
    ? value.map((item: unknown) => literalOf(item, depth + 1))
    : Object.entries(value).map(([name, item]) => `${pythonString(name)}: ${literalOf(item, depth + 1)}`);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const flat = `${open}${items.join(", ")}${close}`;
  if (flat.length + depth * INDENT.length <= WIDTH && !flat.includes("\n")) return flat;
  const indent = INDENT.repeat(depth + 1);
  const lines = items.map((item) => `${indent}${item},`);
  return [open, ...lines, `${INDENT.repeat(depth)}${close}`].join("\n");
}
