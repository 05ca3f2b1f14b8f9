import type { Context } from "hono";
import type { ControlClient, Endpoint } from "../api/control-client.js";
import { EmulatorError } from "../api/errors.js";
import { wallTime } from "../clock/clock.js";
import type { Config } from "../config.js";
import { newSecret } from "../ids.js";
import type { Logger } from "../log.js";
import { authorizationHeader, type Credentials, signedFetch } from "../oauth1/sign.js";
import { credentialsOf } from "../sandbox/credentials.js";
import type { LoadedSpec } from "../spec/operation-table.js";
import { publicPath } from "../text/public-path.js";
import type { ActionOutcome, View } from "./page.js";
import type { HttpRequest, Stamp } from "./request/http-request.js";
import type { DashboardSession, SessionStrategy } from "./session.js";

/** The path of the dashboard in this server. */
export const ROOT = "/_emulator/dashboard";

/** The path of the dashboard in links: behind a proxy, below the path of the public URL. */
export const linkRoot = (publicUrl: string | null): string => publicPath(publicUrl) + ROOT;

/** The parts that the dashboard uses. */
export interface DashboardOptions {
  config: Readonly<Config>;
  productSpec: LoadedSpec;
  sessions: SessionStrategy;
  /** The client of the control plane, with access. */
  control: ControlClient;
  /** Sends a request to the product API of this process, whose address is {@link View.productUrl}. */
  product: (url: string, init?: RequestInit) => Promise<Response>;
  log: Logger;
}

/** Query parameters of the frame, not of the page. */
const OWN = ["fragment", "held", "action", "download"];

/** How many parameters of a query are taken: each link of a page repeats them, and no page has as many fields. */
const MOST_PARAMETERS = 50;

/** The input of {@link makeView} beside the request. */
export interface ViewFacts {
  session: DashboardSession;
  outcome: ActionOutcome | null;
  asset: (name: string) => string;
  cookie: (name: string) => string | undefined;
}

export function makeView(
  c: Context,
  options: DashboardOptions,
  { session, outcome, asset, cookie }: ViewFacts,
): View {
  const { config, productSpec, control, product } = options;
  const { sandbox, carry } = session;
  const url = new URL(c.req.url);
  const query = new URLSearchParams([...new URLSearchParams(url.search)].slice(0, MOST_PARAMETERS));
  const held = query.get("held");
  for (const name of [...OWN, ...Object.keys(carry)]) query.delete(name);
  const root = linkRoot(config.publicUrl);
  const productUrl = new URL(config.publicUrl ?? url.origin).href.replace(/\/+$/, "");
  // Sign the address that clients use, and send the request to this process.
  const toProduct: DashboardOptions["product"] = (signed, request) =>
    product(url.origin + signed.slice(productUrl.length), request);
  const href: View["href"] = (path, more = {}) => {
    const entries = Object.entries({ ...carry, ...more }).filter(
      ([, value]) => value !== null && value !== undefined,
    );
    const search = new URLSearchParams(
      entries.map(([name, value]): [string, string] => [name, String(value)]),
    );
    return `${root}${path}${search.size === 0 ? "" : `?${search.toString()}`}`;
  };
  return {
    session,
    sandbox,
    now: sandbox.clock.now(),
    params: c.req.param(),
    query,
    held,
    outcome,
    productSpec,
    config,
    control: guarded(session.control ?? control, session),
    here: { sandbox: sandbox.name },
    productUrl,
    product: (path, init, email) =>
      signedFetch(credentialsOf(sandbox, email ?? null), {
        fetch: toProduct,
        now: wallTime,
        nonce: () => newSecret(8),
      })(`${productUrl}${path}`, init),
    sign: (request, email, stamp) => signedRequest(request, credentialsOf(sandbox, email), stamp),
    deliver: async (request) => {
      if (!request.url.startsWith(`${productUrl}/`)) throw new Error("the request is for another address");
      const { method, headers, body } = request;
      return toProduct(request.url, {
        method,
        headers: headers.map(([...pair]) => pair),
        body,
        redirect: "manual",
      });
    },
    root,
    href,
    hrefHere: (change = {}) =>
      href(url.pathname.slice(ROOT.length), { ...Object.fromEntries(query), ...change }),
    cookie,
    asset,
  };
}

function signedRequest(
  request: HttpRequest,
  credentials: Credentials,
  stamp: Stamp = { nonce: newSecret(8), timestamp: Math.floor(wallTime() / 1000) },
): HttpRequest {
  const { method, url, headers } = request;
  const signature = authorizationHeader({
    method,
    url,
    credentials,
    signatureMethod: "HMAC-SHA1",
    ...stamp,
  });
  return { ...request, headers: [...headers, ["Authorization", signature]] };
}

/** The client of the control plane, restricted to what the session may use. */
function guarded(
  control: Pick<ControlClient, "send">,
  session: DashboardSession,
): Pick<ControlClient, "send"> {
  const send = async (endpoint: Endpoint, input: never): Promise<unknown> => {
    const why = session.mayNot(endpoint);
    if (why !== null) throw new EmulatorError(why, 403, "forbidden");
    return control.send(endpoint, input);
  };
  return { send: send as ControlClient["send"] };
}
