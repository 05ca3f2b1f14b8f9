import type { RequestContext } from "./context.js";

/**
 * The URLs that the client may have signed: with the public URL, then with the Host header. Path and query are taken
 * exactly as received, because a signature covers every character.
 */
export function clientUrls({ req, bindings }: RequestContext, publicUrl: string | null): string[] {
  const direct = req.url;
  const start = direct.indexOf("/", direct.indexOf("//") + 2);
  const rawPath = bindings.incoming?.url ?? direct.slice(start);
  const host = direct.slice(0, start);
  // A request line may hold a whole URL, as for a proxy.
  if (!rawPath.startsWith("/") && /^https?:\/\//i.test(rawPath)) return [rawPath];
  const urls = [host + rawPath];
  if (publicUrl !== null) urls.unshift(publicUrl.replace(/\/+$/, "") + rawPath);
  return urls;
}
