import type { Fetch } from "./server.js";

/** What answers requests, by where they go. */
export interface Planes {
  product: Fetch;
  control: Fetch;
  dashboard: Fetch;
}

const CONTROL = "/_emulator/";
const DASHBOARD = /^\/_emulator\/dashboard(?=[/?]|$)/;

/**
 * Leads each request to its plane. A browser that asks for the address itself is led to the dashboard; whoever else asks
 * (curl accepts anything) meets the product API, as everywhere.
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

/** What is made when it is first asked for. */
export function lazily(make: () => Promise<Fetch>): Fetch {
  let made: Promise<Fetch> | null = null;
  return async (request, bindings) => (await (made ??= make()))(request, bindings);
}
