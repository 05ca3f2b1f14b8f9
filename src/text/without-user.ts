/**
 * What was given as an address, without user and password, for messages; also what is none, as where a character of the
 * password is not encoded.
 */
export const withoutUser = (address: string): string => address.replace(/^([a-z+.-]*:?\/\/)?.*@/is, "$1***@");
