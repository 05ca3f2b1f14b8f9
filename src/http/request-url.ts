import type { RequestContext } from "./context.js";

/**
 * The addresses that the client may have signed: under the public URL, then as the Host header says. Path and query
 * are taken as they came over the wire, for a signature covers them to the letter.
 */
export function clientUrls({ req, bindings }: RequestContext, publicUrl: string | null): string[] {
  const direct = req.url;
  const start = direct.indexOf("/", direct.indexOf("//") + 2);
  const rawPath = bindings.incoming?.url ?? direct.slice(start);
  const host = direct.slice(0, start);
  // A request line may hold the whole URL, as clients send it to a proxy.
  if (/^https?:\/\//i.test(rawPath)) return [rawPath];
  const urls = [host + rawPath];
  if (publicUrl !== null) urls.unshift(publicUrl.replace(/\/+$/, "") + rawPath);
  return urls;
}
