/** `fetch`, asking for an answer that is not compressed: of a small one that is, a large one may come. */
export function plainFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("accept-encoding", "identity");
  return fetch(url, { ...init, headers });
}
