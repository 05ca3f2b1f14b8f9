import type { IncomingMessage } from "node:http";
import { bearerToken } from "../http/admin-gate.js";
import { hasSession } from "../http/session-cookie.js";
import { rawHeader } from "../http/raw-headers.js";
import { DEFAULT_SANDBOX } from "../sandbox/registry.js";
import { sameText } from "../text/same-text.js";
import { percentDecoded } from "../text/percent-decoded.js";

/** Where a request belongs: to any replica, to the owner of a sandbox, or (a new sandbox) to the one with least work. */
export type Route =
  | { kind: "any" }
  | { kind: "sandbox"; name: string }
  | { kind: "key"; key: string }
  | { kind: "new-sandbox" };

const ANY: Route = { kind: "any" };
const DEFAULT: Route = { kind: "sandbox", name: DEFAULT_SANDBOX };
const CONTROL = "/_emulator/";
/** Answered by any replica, whatever the method. */
const OF_ANY =
  /^(health|ready|info|metrics|openapi\.json|product-openapi\.json|dashboard\/(assets\/.*|login|logout))$/;
/** Documents in the database. */
const SNAPSHOT = /^snapshots(\/[^/]+)?$/;
const DASHBOARD = /^dashboard(\/|\?|$)/;
const KEY = /oauth_consumer_key="([^"]{1,500})"/i;

/** What routes depend on beside the request. */
export interface RouteRules {
  /** The path of the public URL, which a proxy may leave in place. */
  prefix: string;
  /** Whether no request is signed: all belong to the default sandbox. */
  isUnsigned: boolean;
  /** The paths of operations that are never signed. */
  unsigned: ReadonlySet<string>;
  /** What requests to the control plane have to carry; null: nothing. */
  adminToken: string | null;
  /** What the cookie of a dashboard's session holds. */
  session: string;
}

/** The route of a request. */
export function routeOf(
  { method = "GET", url: line = "/", rawHeaders }: IncomingMessage,
  { prefix, isUnsigned, unsigned, adminToken, session }: RouteRules,
): Route {
  // A request line may hold a whole URL, as for a proxy.
  const url = line.replace(/^https?:\/\/[^/?#]*/i, "");
  const target = prefix !== "" && url.startsWith(prefix + CONTROL) ? url.slice(prefix.length) : url;
  if (target.startsWith(CONTROL)) {
    const path = target.slice(CONTROL.length);
    const mayUse = (token: string): boolean =>
      DASHBOARD.test(path)
        ? hasSession(rawHeader(rawHeaders, "cookie"), session)
        : sameText(bearerToken(rawHeader(rawHeaders, "authorization")) ?? "", token);
    // Any replica refuses it, and opens no sandbox for it.
    return adminToken !== null && !mayUse(adminToken) ? ANY : routeOfControl(method, path);
  }
  if (isUnsigned || unsigned.has(target.split("?", 1)[0]!)) return DEFAULT;
  const written = KEY.exec(rawHeader(rawHeaders, "authorization") ?? "")?.[1];
  const key = percentDecoded(written ?? "");
  // The default sandbox refuses a key that no sandbox has.
  return written === undefined || !isStorable(key) ? DEFAULT : { kind: "key", key };
}

function routeOfControl(method: string, target: string): Route {
  const [path = "", query = ""] = target.split("?", 2);
  if (OF_ANY.test(path)) return ANY;
  const reads = method === "GET" || method === "HEAD";
  if (path === "sandboxes") return method === "POST" ? { kind: "new-sandbox" } : ANY;
  if (SNAPSHOT.test(path) && (reads || method === "DELETE")) return ANY;
  const named = /^sandboxes\/([^/]+)$/.exec(path)?.[1];
  const name =
    named === undefined
      ? (new URLSearchParams(query).get("sandbox") ?? DEFAULT_SANDBOX)
      : percentDecoded(named);
  // Any replica can say that there is no such sandbox.
  return isStorable(name) ? { kind: "sandbox", name } : ANY;
}

/** PostgreSQL breaks a connection off that asks for such a text: no key or name is one. */
const isStorable = (text: string): boolean => !text.includes("\0");
