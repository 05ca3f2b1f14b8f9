/** The forms in which a text may hold a secret, percent-encoding apart: as it is, in a form, in base64, with the escapes of JSON. */
export function formsOf(secret: string): string[] {
  return [
    ...new Set([
      secret,
      secret.replaceAll(" ", "+"),
      JSON.stringify(secret).slice(1, -1),
      ...[0, 1, 2].flatMap((before) => base64Of(secret, before)),
    ]),
  ];
}

/**
 * The part of a text's base64 that depends on the secret alone, where it stands after a number of bytes modulo 3: a character
 * has 6 bits, so that those at both ends may have bits of its neighbours.
 */
function base64Of(secret: string, before: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
  const text = bytes.toString("base64").slice(from, to);
  return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
}
