/**
 * `fetch`, asking for an answer that is not compressed: of a small one that is, a large one may come. Redirects are returned to the
 * caller: they may lead to a host that the user did not name.
 */
export function plainFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("accept-encoding", "identity");
  return fetch(url, { redirect: "manual", ...init, headers });
}
