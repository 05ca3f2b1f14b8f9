/** Fields whose values are never shown in reports. */
const SECRET_FIELDS = "password|otp|consumer_secret|token_secret|token_key|consumer_key|secret";

/** Shorter secrets would match ordinary words. */
const MIN_SECRET_LENGTH = 6;

/** Removes secrets from reports. */
export class Redactor {
  readonly #secrets: string[];
  readonly #fields = new RegExp(`("(?:${SECRET_FIELDS})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, "g");

  /** @param secrets values to remove everywhere */
  constructor(secrets: readonly (string | null | undefined)[]) {
    this.#secrets = secrets.filter((secret) => secret !== null && secret !== undefined).filter(isTelling);
  }

  /** A text without secrets. */
  text(text: string): string {
    const known = this.#secrets.reduce((left, secret) => left.replaceAll(secret, "***"), text);
    return known.includes('"') ? known.replace(this.#fields, "$1***") : known;
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
