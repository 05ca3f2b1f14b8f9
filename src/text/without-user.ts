/** A password as PostgreSQL's own form of an address has it: `host=db password=...`. */
const NAMED = /((?:pass|pwd|secret|token|key)\w{0,20}\s{0,9}=).*$/is;

/**
 * What was given as an address, without user, password and query, for messages; also what is none, as where a character of the
 * password is not encoded.
 */
export const withoutUser = (address: string): string =>
  address
    // An `@` after a `?` or a `=` may be in a password or in the query.
    .replace(/^([a-z+.-]*:?\/\/)?[^?=]*[?=].*@.*$/is, "$1***")
    .replace(/^([a-z+.-]*:?\/\/)?.*@/is, "$1***@")
    .replace(/\?.*$/s, "?***")
    .replace(NAMED, "$1***");
