import type { Context } from "hono";
import { isPartOfPage } from "../dashboard/session.js";

/** User agents of programs: crawlers, command-line clients. */
const MACHINES =
  /bot\b|bot\/|crawl|spider|slurp|preview|monitor|probe|scan|curl|wget|python|go-http|java\/|okhttp|libwww|headlesschecker|facebookexternalhit|uptime/i;

/**
 * Whether a person opens a page: only then is a sandbox created. False for programs, for resources of a page, for
 * prefetches and for HEAD.
 */
export function isPageView(c: Context): boolean {
  const header = (name: string): string => c.req.header(name) ?? "";
  if (c.req.method !== "GET" || isPartOfPage(c.req.url) || c.req.query("download") !== undefined)
    return false;
  if (!header("accept").includes("text/html")) return false;
  if (header("sec-fetch-dest") !== "" && header("sec-fetch-dest") !== "document") return false;
  if (`${header("sec-purpose")}${header("purpose")}`.includes("prefetch")) return false;
  const agent = header("user-agent");
  return agent !== "" && !MACHINES.test(agent);
}
