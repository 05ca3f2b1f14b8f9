const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** Whether a host, without a port, is this machine's own and nobody else's. An IPv6 address may be in brackets. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);
