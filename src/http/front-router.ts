import { publicPath } from "../text/public-path.js";
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
 * (curl accepts anything) reaches the product API. A proxy may remove the path of the public URL or keep it: the
 * control plane and the dashboard are found at both.
 */
export function frontRouter({ product, control, dashboard }: Planes, publicUrl: string | null): Fetch {
  const prefix = publicPath(publicUrl);
  return (came, bindings) => {
    const start = came.url.indexOf("/", came.url.indexOf("//") + 2);
    const whole = came.url.slice(start);
    const isBelow = prefix !== "" && whole.startsWith(prefix + CONTROL);
    const target = isBelow ? whole.slice(prefix.length) : whole;
    const request = isBelow ? new Request(came.url.slice(0, start) + target, came) : came;
    if (target.startsWith(CONTROL)) return (DASHBOARD.test(target) ? dashboard : control)(request, bindings);
    if (target === "/" && request.method === "GET" && wantsPage(request)) {
      return new Response(null, { status: 302, headers: { location: `${prefix}/_emulator/dashboard/` } });
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
