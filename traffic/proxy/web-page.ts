import type http from "node:http";
import { foreignSite } from "../../src/http/foreign-site.js";
import { hostName } from "../../src/text/host-name.js";
import { isLoopback, isLoopbackName } from "../../src/text/loopback.js";
import { pairsOf } from "./headers.js";
import type { OwnAnswer } from "./pass-on.js";
import type { ProxyOptions } from "./proxy.js";

/** Maximum number of characters of a header that a refusal quotes. */
const QUOTED = 100;

/**
 * Refuses a request that a web page of another machine may have made, if the proxy listens on this one: the page would use the
 * deployment with the gateway's headers. With `preservesHost` nobody knows the names of the deployment. Null: it is none.
 */
export function refusalOfPage(incoming: http.IncomingMessage, options: ProxyOptions): OwnAnswer | null {
  if (!isLoopback(options.host) || options.preservesHost) return null;
  const host = options.tls === null ? foreignHost(incoming) : null;
  if (host !== null)
    return {
      ...{ status: 403, id: "foreign-host" },
      message: `Host: got ${JSON.stringify(host.slice(0, QUOTED))}; accepted: localhost, *.localhost, 127.0.0.0/8, [::1]. A web page can make other names point here`,
    };
  const page = foreignPage(incoming);
  return page === null ? null : { status: 403, id: "foreign-page", message: page };
}

/**
 * The host of a request that is not for this machine; null if there is none. A web page can make its own name point here (DNS
 * rebinding). It has no certificate for that name, so that this matters without TLS only.
 */
function foreignHost({ url, rawHeaders }: http.IncomingMessage): string | null {
  const inLine = /^https?:\/\/([^/?#]*)/i.exec(url!)?.[1];
  const hosts = pairsOf(rawHeaders).flatMap(([name, value]) =>
    name.toLowerCase() === "host" ? [value] : [],
  );
  return (
    [...hosts, ...(inLine === undefined ? [] : [inLine])].find((one) => {
      const name = hostName(one);
      return name === null || !isLoopbackName(name);
    }) ?? null
  );
}

/** Why a request comes from a page of another site (CSRF); null if it does not. Pages of this machine are its user's. */
function foreignPage({ method, headers, url }: http.IncomingMessage): string | null {
  const { origin, host = "localhost" } = headers;
  const site = headers["sec-fetch-site"];
  if (origin === undefined && site === undefined) return null;
  if (origin !== undefined && URL.canParse(origin) && isLoopbackName(new URL(origin).hostname)) return null;
  const told = new Headers({ host, ...(origin !== undefined && { origin }) });
  if (site !== undefined) told.set("sec-fetch-site", String(site));
  return foreignSite({ method: method!, headers: told, url: url! }, { publicUrl: null });
}
