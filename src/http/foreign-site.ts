import type { Fetch } from "./server.js";
import { problem } from "./problem.js";
import { toResponse } from "./reply.js";

/** Maximum number of characters of an Origin that a refusal quotes. */
const QUOTED = 100;

/** Options of the check. */
export interface SiteOptions {
  publicUrl: string | null;
  /** Other origins whose pages may read the answers; `*`: all. */
  origins?: readonly string[];
  /** Another site may link here, but it may not read or embed the page. */
  linked?: boolean;
}

/** Why a request comes from a page of another site (CSRF), by its browser's headers; null if it does not. */
export function foreignSite(
  { method, headers, url }: Pick<Request, "method" | "headers" | "url">,
  { publicUrl, origins = [], linked = false }: SiteOptions,
): string | null {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const isFollowed =
    linked &&
    method === "GET" &&
    headers.get("sec-fetch-mode") === "navigate" &&
    headers.get("sec-fetch-dest") === "document";
  const host = headers.get("host") ?? new URL(url).host;
  const ownUrls = [`http://${host}`, `https://${host}`, ...(publicUrl === null ? [] : [publicUrl])];
  const own = ownUrls.map(originOf);
  if (origin !== null && (origins.includes("*") || origins.includes(originOf(origin)))) return null;
  const isForeign = origin !== null && !own.includes(originOf(origin));
  if (!isForeign && (site === null || isFollowed || ["same-origin", "none"].includes(site))) return null;
  const got = origin === null ? `a ${site ?? ""} request` : JSON.stringify(origin.slice(0, QUOTED));
  return `Origin: got ${got}; accepted: none, or ${originOf(publicUrl ?? `http://${host}`)}`;
}

/** Scheme, host and port in normal form; an invalid origin, such as `null`, equals no other. */
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : `no origin: ${url}`);

/** Refuses pages of other sites where no signature is needed: with `--auth none` every client is the first account. */
export function ownSiteOnly(options: SiteOptions, fetch: Fetch): Fetch {
  return (request, bindings) => {
    const message = foreignSite(request, options);
    return message === null ? fetch(request, bindings) : toResponse(problem({ id: "forbidden", message }));
  };
}
