/** Fields whose values no report shows, whoever sent them. */
const SECRET_FIELDS = "password|otp|consumer_secret|token_secret|token_key|consumer_key|secret";

/** Shorter ones would be found in words that are none. */
const MIN_SECRET_LENGTH = 6;

/** Takes secrets out of what a report shows. */
export class Redactor {
  readonly #secrets: string[];
  readonly #fields = new RegExp(`("(?:${SECRET_FIELDS})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, "g");

  /** @param secrets values that are secret wherever they stand */
  constructor(secrets: readonly (string | null | undefined)[]) {
    this.#secrets = secrets.filter((secret) => secret !== null && secret !== undefined).filter(isTelling);
  }

  /** A text without secrets. */
  text(text: string): string {
    const known = this.#secrets.reduce((left, secret) => left.replaceAll(secret, "***"), text);
    return known.replace(this.#fields, "$1***");
  }

  /** Headers without secrets: of Authorization only the scheme. */
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
