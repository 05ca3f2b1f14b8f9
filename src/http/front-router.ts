import { open } from "node:fs/promises";
import { packageFile } from "../package-files.js";
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

/** More files than the modules of a plane. */
const SPARE_FILES = 48;

/**
 * Fails if the process cannot open that many more files. Node remembers for ever that a module could not be loaded, so
 * this is found out before it tries.
 */
async function canOpenFiles(): Promise<void> {
  const opened = await Promise.allSettled(
    Array.from({ length: SPARE_FILES }, () => open(packageFile("package.json"))),
  );
  for (const one of opened) if (one.status === "fulfilled") await one.value.close();
  const failed = opened.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}

/**
 * A handler that is created at its first request. If that fails (too many open files, say), the next request tries again;
 * `onFailure` gets the error, and the request fails.
 */
export function lazily(make: () => Promise<Fetch>, onFailure: (error: unknown) => void): Fetch {
  let made: Promise<Fetch> | null = null;
  const create = (): Promise<Fetch> =>
    canOpenFiles()
      .then(make)
      .catch((error: unknown) => {
        made = null;
        onFailure(error);
        throw error;
      });
  return async (request, bindings) => (await (made ??= create()))(request, bindings);
}
