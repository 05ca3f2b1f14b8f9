/**
 * What was given as an address, without user, password and query, for messages; also what is none, as where a character of the
 * password is not encoded.
 */
export const withoutUser = (address: string): string =>
  address
    // An `@` after a `?` may be in a password or in the query.
    .replace(/^([a-z+.-]*:?\/\/)?[^?]*\?.*@.*$/is, "$1***")
    .replace(/^([a-z+.-]*:?\/\/)?.*@/is, "$1***@")
    .replace(/\?.*$/s, "?***");
