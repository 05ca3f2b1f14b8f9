import type { IncomingMessage } from "node:http";
import { bearerToken } from "../http/admin-gate.js";
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
}

/** The route of a request. */
export function routeOf(
  { method = "GET", url = "/", rawHeaders }: IncomingMessage,
  { prefix, isUnsigned, unsigned, adminToken }: RouteRules,
): Route {
  const target = prefix !== "" && url.startsWith(prefix + CONTROL) ? url.slice(prefix.length) : url;
  if (target.startsWith(CONTROL)) {
    const path = target.slice(CONTROL.length);
    const token = bearerToken(rawHeader(rawHeaders, "authorization")) ?? "";
    // Any replica refuses it, and opens no sandbox for it. The dashboard has sessions.
    const isRefused = adminToken !== null && !DASHBOARD.test(path) && !sameText(token, adminToken);
    return isRefused ? ANY : routeOfControl(method, path);
  }
  if (isUnsigned || unsigned.has(target.split("?", 1)[0]!)) return DEFAULT;
  const written = KEY.exec(rawHeader(rawHeaders, "authorization") ?? "")?.[1];
  return written === undefined ? DEFAULT : { kind: "key", key: percentDecoded(written) };
}

function routeOfControl(method: string, target: string): Route {
  const [path = "", query = ""] = target.split("?", 2);
  if (OF_ANY.test(path)) return ANY;
  const reads = method === "GET" || method === "HEAD";
  if (path === "sandboxes") return method === "POST" ? { kind: "new-sandbox" } : ANY;
  if (SNAPSHOT.test(path) && (reads || method === "DELETE")) return ANY;
  const named = /^sandboxes\/([^/]+)$/.exec(path)?.[1];
  if (named !== undefined) return { kind: "sandbox", name: percentDecoded(named) };
  return { kind: "sandbox", name: new URLSearchParams(query).get("sandbox") ?? DEFAULT_SANDBOX };
}
