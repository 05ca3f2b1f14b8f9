import { open } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { packageFile } from "../package-files.js";
import { publicPath } from "../text/public-path.js";
import { problem } from "./problem.js";
import { toResponse } from "./reply.js";
import type { Fetch } from "./server.js";

/** The handlers of requests, by plane. */
export interface Planes {
  product: Fetch;
  control: Fetch;
  dashboard: Fetch;
}

const RETRY_AFTER_SECONDS = "1";
const CONTROL = "/_emulator/";
const DASHBOARD = /^\/_emulator\/dashboard(?=[/?]|$)/;
/** `.` or `..` in the path of a request line, also written with escapes. */
const DOT_SEGMENT = /^[^?#]*\/(?:\.|%2e){1,2}(?:[/?#]|$)/i;

/**
 * Routes each request to its plane. A browser that opens `/` is redirected to the dashboard; any other client of `/`
 * (curl accepts anything) reaches the product API. A proxy may remove the path of the public URL or keep it: the
 * control plane and the dashboard are found at both. A path with dots is none of theirs: a proxy that blocks
 * `/_emulator/` may compare it as it was sent.
 */
export function frontRouter({ product, control, dashboard }: Planes, publicUrl: string | null): Fetch {
  const prefix = publicPath(publicUrl);
  return (came, bindings) => {
    const start = came.url.indexOf("/", came.url.indexOf("//") + 2);
    const whole = came.url.slice(start);
    const isBelow = prefix !== "" && whole.startsWith(prefix + CONTROL);
    const target = isBelow ? whole.slice(prefix.length) : whole;
    const request = isBelow ? new Request(came.url.slice(0, start) + target, came) : came;
    if (target.startsWith(CONTROL) && !hasDots(bindings))
      return (DASHBOARD.test(target) ? dashboard : control)(request, bindings);
    if (target === "/" && request.method === "GET" && wantsPage(request)) {
      return new Response(null, { status: 302, headers: { location: `${prefix}/_emulator/dashboard/` } });
    }
    return product(request, bindings);
  };
}

const hasDots = (bindings: object): boolean =>
  DOT_SEGMENT.test((bindings as { incoming?: IncomingMessage }).incoming?.url ?? "");

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

/** Errors of a file that is not there. */
const GONE = /^(?:ENOENT|ERR_MODULE_NOT_FOUND)$/;

/**
 * A handler that is created at its first request, called `plane` in messages. If that fails (too many open files, say),
 * `onFailure` gets the error, the request is refused, and the next one tries again.
 */
export function lazily(
  plane: string,
  make: () => Promise<Fetch>,
  onFailure: (error: unknown) => void,
): Fetch {
  let made: Promise<Fetch> | null = null;
  const create = (): Promise<Fetch> =>
    canOpenFiles()
      .then(make)
      .catch((error: unknown) => {
        made = null;
        onFailure(error);
        throw error;
      });
  return async (request, bindings) => {
    let handler: Fetch;
    try {
      handler = await (made ??= create());
    } catch (error) {
      return cannotLoad(plane, error);
    }
    return handler(request, bindings);
  };
}

/** Refuses a request of a plane that is not there. */
function cannotLoad(plane: string, error: unknown): Response {
  const { code = "" } = Object(error) as { code?: string };
  const why = GONE.test(code)
    ? "files of the emulator were removed or replaced after its start; restart it"
    : "see its log; try again";
  const headers = { "retry-after": RETRY_AFTER_SECONDS };
  return toResponse(
    problem({ id: "service-unavailable", message: `${plane} cannot be loaded: ${why}`, headers }),
  );
}
