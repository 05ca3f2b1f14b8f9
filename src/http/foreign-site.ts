import type { Fetch } from "./server.js";
import { problem } from "./problem.js";
import { toResponse } from "./reply.js";

/** A refusal quotes so much of an Origin. */
const QUOTED = 100;

/** How a request is taken for one of another site. */
export interface SiteOptions {
  publicUrl: string | null;
  /** A page of another site may lead a visitor here, but neither read nor embed what it leads to. */
  linked?: boolean;
}

/** Why a request is one of another web site's page (CSRF), by what its browser says of it; null where it is not. */
export function foreignSite(
  { method, headers, url }: Pick<Request, "method" | "headers" | "url">,
  { publicUrl, linked = false }: SiteOptions,
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
  const isForeign = origin !== null && !own.includes(originOf(origin));
  if (!isForeign && (site === null || isFollowed || ["same-origin", "none"].includes(site))) return null;
  const got = origin === null ? `a ${site ?? ""} request` : JSON.stringify(origin.slice(0, QUOTED));
  return `Origin: got ${got}; accepted: none, or ${originOf(publicUrl ?? `http://${host}`)}`;
}

/** Scheme, host and port in one spelling; what is no origin, such as `null`, is no one's. */
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : `no origin: ${url}`);

/** Keeps pages of other sites away from what needs no signature: with `--auth none` whoever asks is the first account. */
export function ownSiteOnly(publicUrl: string | null, fetch: Fetch): Fetch {
  return (request, bindings) => {
    const message = foreignSite(request, { publicUrl });
    return message === null ? fetch(request, bindings) : toResponse(problem({ id: "forbidden", message }));
  };
}
