const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether a host, without a port, is a loopback name or address. An IPv6 address may be in brackets. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** Whether the host of a URL leads to this machine: browsers take each name below `localhost` for it (RFC 6761). */
export const isLoopbackName = (host: string): boolean => isLoopback(host) || /\.localhost$/i.test(host);
