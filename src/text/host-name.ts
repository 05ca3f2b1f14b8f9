/** `name`, `name:port`, `[address]:port`, as RFC 3986 writes a host and a port: no user, no path. */
const HOST = /^(\[[0-9a-f:.]{2,60}\]|[^\s:/?#@[\]\\]{1,255})(?::\d*)?$/i;

/** The normalized name or address of a Host header: lower case, no port, no dot at the end. Null if it is invalid. */
export function hostName(host: string): string | null {
  const written = HOST.exec(host)?.[1];
  if (written === undefined || !URL.canParse(`http://${written}`)) return null;
  return new URL(`http://${written}`).hostname.replace(/\.$/, "");
}
