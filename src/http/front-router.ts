import type { Fetch } from "./server.js";

/** The handlers of requests, by plane. */
export interface Planes {
  product: Fetch;
  control: Fetch;
  dashboard: Fetch;
}

const CONTROL = "/_emulator/";
const DASHBOARD = /^\/_emulator\/dashboard(?=[/?]|$)/;

/**
 * Routes each request to its plane. A browser that opens `/` is redirected to the dashboard; any other client of `/`
 * (curl accepts anything) reaches the product API.
 */
export function frontRouter({ product, control, dashboard }: Planes): Fetch {
  return (request, bindings) => {
    const target = request.url.slice(request.url.indexOf("/", request.url.indexOf("//") + 2));
    if (target.startsWith(CONTROL)) return (DASHBOARD.test(target) ? dashboard : control)(request, bindings);
    if (target === "/" && request.method === "GET" && wantsPage(request)) {
      return new Response(null, { status: 302, headers: { location: "/_emulator/dashboard/" } });
    }
    return product(request, bindings);
  };
}

const wantsPage = ({ headers }: Request): boolean => headers.get("accept")?.includes("text/html") === true;

/** A value that is created on first use. */
export function lazily(make: () => Promise<Fetch>): Fetch {
  let made: Promise<Fetch> | null = null;
  return async (request, bindings) => (await (made ??= make()))(request, bindings);
}
