import { formsOf } from "../../src/text/secret-forms.js";

/** Fields whose values are never shown in reports. */
const SECRET_FIELDS = "password|otp|consumer_secret|token_secret|token_key|consumer_key|secret";

/** Shorter secrets would match ordinary words. */
const MIN_SECRET_LENGTH = 6;

/** Removes secrets from reports. */
export class Redactor {
  readonly #forms: string[];
  readonly #encoded: RegExp[];
  readonly #fields = new RegExp(`("(?:${SECRET_FIELDS})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, "g");
  /** The same in JSON that is a text in JSON: an answer may quote what it got. */
  readonly #quoted = new RegExp(
    String.raw`((?<!\\)(\\{1,8})"(?:${SECRET_FIELDS})\2"\s*:\s*\2")(?:(?!(?<!\\)\2").)*`,
    "gs",
  );

  /** @param secrets values to remove everywhere */
  constructor(secrets: readonly (string | null | undefined)[]) {
    const given = secrets.filter((secret) => secret !== null && secret !== undefined);
    // Clauses send them with another first character, too.
    const known = given.flatMap((secret) => [secret, [...secret].slice(1).join("")]).filter(isTelling);
    this.#forms = known.flatMap(formsOf);
    this.#encoded = known.map(encoded);
  }

  /** A text without secrets. */
  text(text: string): string {
    const known = this.#forms.reduce((left, form) => left.replaceAll(form, "***"), text);
    const decoded = /[\\%]/.test(known)
      ? this.#encoded.reduce((left, secret) => left.replace(secret, "***"), known)
      : known;
    if (!decoded.includes('"')) return decoded;
    return decoded.replace(this.#fields, "$1***").replace(this.#quoted, "$1***");
  }

  /** Headers without secrets; for Authorization only the scheme. */
  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        name.toLowerCase() === "authorization" ? value.replace(/^(\S+)\s.*$/s, "$1 ...") : this.text(value),
      ]),
    );
  }
}

const isTelling = (secret: string): boolean => secret.length >= MIN_SECRET_LENGTH;

/**
 * A secret with the escapes of JSON or of percent-encoding, also several times over: an answer may quote what it got. Its
 * backslashes are taken together, so that a text has one way to be it.
 */
const encoded = (secret: string): RegExp =>
  new RegExp(Array.from(secret.match(/\\+|[^]/gu)!, encodedPart).join(""), "gi");

function encodedPart(part: string): string {
  const hex = (code: number, length: number): string => code.toString(16).padStart(length, "0");
  const plain = part.replace(/[\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
  const inJson = part.split("").map((unit) => String.raw`\\{1,8}u${hex(unit.charCodeAt(0), 4)}`);
  const inPercent = Array.from(Buffer.from(part), (byte) => `%(?:25){0,4}${hex(byte, 2)}`);
  const all = [
    part.startsWith("\\") ? String.raw`\\{${part.length},${8 * part.length}}` : String.raw`\\{0,8}${plain}`,
    ...[inJson.join(""), inPercent.join("")],
    ...(part === " " ? [String.raw`\+`] : []),
  ];
  return `(?:${all.join("|")})`;
}
