import type http from "node:http";
import { hostName } from "../../src/text/host-name.js";
import { isLoopback, isLoopbackName } from "../../src/text/loopback.js";
import { pairsOf } from "./headers.js";
import type { OwnAnswer } from "./pass-on.js";

/** Maximum number of characters of a header that a refusal quotes. */
const QUOTED = 100;

/**
 * Refuses a request that a web page of another machine may have made, if the proxy listens on this one: the page would use the
 * deployment with the gateway's headers. With `preservesHost` nobody knows the names of the deployment. Null: it is none.
 */
export function refusalOfPage(
  incoming: http.IncomingMessage,
  { host: own, tls, preservesHost }: { host: string; tls: object | null; preservesHost: boolean },
): OwnAnswer | null {
  if (!isLoopback(own) || preservesHost) return null;
  const host = tls === null ? foreignHost(incoming) : null;
  if (host !== null)
    return {
      ...{ status: 403, id: "foreign-host" },
      message: `Host: got ${JSON.stringify(host.slice(0, QUOTED))}; accepted: localhost, *.localhost, 127.0.0.0/8, [::1]. A web page can make other names point here`,
    };
  const page = foreignPage(incoming);
  if (page === null) return null;
  const message = `Origin: got ${page}; accepted: none, or a page of this machine`;
  return { status: 403, id: "foreign-page", message };
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

/**
 * What a request of a page of another machine tells of that (CSRF); null for any other request. Pages of this machine are its
 * user's. Over TLS the proxy may have a name of its own, for which only its pages have a certificate.
 */
function foreignPage({ headers }: http.IncomingMessage): string | null {
  const { origin, host } = headers;
  if (origin === undefined) {
    const site = headers["sec-fetch-site"];
    return site === undefined || site === "same-origin" || site === "none" ? null : "a page of another site";
  }
  const page = URL.canParse(origin) ? new URL(origin) : null;
  const isOwn = page !== null && (isLoopbackName(page.hostname) || page.host === host?.toLowerCase());
  return isOwn ? null : JSON.stringify(origin.slice(0, QUOTED));
}
