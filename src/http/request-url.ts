import { splitUrl } from "../oauth1/signature.js";
import type { RequestContext } from "./context.js";

/** The URLs that a client may have signed, from a request. */
export type ClientUrls = (request: RequestContext) => string[];

/**
 * The URLs that the client may have signed: with the public URL, then with the Host header. A client whose Host is that of
 * the public URL has used the public URL, so that no other scheme or path is accepted from it; one with another Host may also
 * have come directly. Path and query are taken exactly as received, because a signature covers every character.
 */
export function clientUrls(publicUrl: string | null): ClientUrls {
  const before = publicUrl?.replace(/\/+$/, "");
  const publicHosts = before === undefined ? [] : hostsOf(before);
  return ({ req, bindings }) => {
    const direct = req.url;
    const start = direct.indexOf("/", direct.indexOf("//") + 2);
    const rawPath = bindings.incoming?.url ?? direct.slice(start);
    const host = direct.slice(0, start);
    // A request line may hold a whole URL, as for a proxy.
    if (!rawPath.startsWith("/") && /^https?:\/\//i.test(rawPath)) return [rawPath];
    if (before === undefined) return [host + rawPath];
    const isPublic = publicHosts.includes(host.slice(host.indexOf("//") + 2).toLowerCase());
    return isPublic ? [before + rawPath] : [before + rawPath, host + rawPath];
  };
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: ":80", https: ":443" };

/** The Host headers of a URL: a default port may be left out. */
function hostsOf(url: string): string[] {
  const { scheme, authority } = splitUrl(url.toLowerCase());
  const port = DEFAULT_PORTS[scheme]!;
  const name = authority.endsWith(port) ? authority.slice(0, -port.length) : authority;
  const hasPort = /:\d+$/.test(name);
  return hasPort ? [name] : [name, name + port];
}
