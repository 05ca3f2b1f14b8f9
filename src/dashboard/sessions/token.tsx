import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, setCookie } from "hono/cookie";
import { newSecret } from "../../ids.js";
import type { Config } from "../../config.js";
import type { AdminGate } from "../../http/admin-gate.js";
import { hasSession, SESSION_COOKIE, sharedWorth } from "../../http/session-cookie.js";
import type { Sandboxes } from "../../sandbox/sandboxes.js";
import { assetPath } from "../assets.js";
import type { Html } from "../page.js";
import { renderPage } from "../render.js";
import { type DashboardSession, isPartOfPage, type SessionStrategy } from "../session.js";
import { linkRoot, ROOT } from "../view.js";
import { localSession, type SharedSandboxes } from "./local.js";

const LOG_IN = "/login";
const LOG_OUT = "/logout";
/** Maximum size of a log-in form: nobody is known before it is read. */
const MAX_FORM_BYTES = 8 * 1024;

/**
 * Sessions with an admin token: visitors who log in with it see any sandbox, as on a developer's machine. The cookie
 * is derived from the token; it is useless elsewhere, and after a restart of the emulator.
 */
export function tokenSessions(
  sandboxes: Sandboxes,
  {
    gate,
    config,
    replicas,
  }: {
    gate: AdminGate;
    config: Pick<Config, "publicUrl" | "adminToken">;
    replicas: SharedSandboxes | null;
  },
): SessionStrategy {
  // Replicas accept each other's cookies, until the token or the database changes.
  const worth = replicas === null ? newSecret(32) : sharedWorth(replicas.sharedSecret, config.adminToken);
  const root = linkRoot(config.publicUrl);
  const page = async (c: Context, to: string, refused: Refused | null = null): Promise<Response> =>
    c.html(await renderPage(<LogIn root={root} to={to} refused={refused} />), refused?.status ?? 200);
  const cookieOptions = (c: Context) =>
    ({ path: root, httpOnly: true, sameSite: "Strict", secure: isSecure(c, config) }) as const;
  return {
    open(c): DashboardSession | Response | Promise<DashboardSession | Response> {
      if (hasSession(c.req.header("cookie"), worth))
        return Promise.resolve(localSession(sandboxes, c, replicas)).then((session) => ({
          ...session,
          logOut: root + LOG_OUT,
        }));
      // Only pages redirect to the log-in form.
      if (c.req.method !== "GET" || isPartOfPage(c.req.url)) return c.text("Log in first.", 401);
      return c.redirect(
        `${root}${LOG_IN}?${new URLSearchParams({ to: root + pathOf(c.req.url).slice(ROOT.length) }).toString()}`,
        302,
      );
    },
    addRoutes(app: Hono) {
      app.get(ROOT + LOG_IN, (c) => page(c, c.req.query("to") ?? ""));
      app.post(ROOT + LOG_IN, bodyLimit({ maxSize: MAX_FORM_BYTES, onError: tooLarge }), async (c) => {
        const { token, to } = (await c.req.parseBody()) as Record<string, unknown>;
        const where = typeof to === "string" ? to : "";
        const verdict = gate.judge(
          typeof token === "string" ? token : "",
          c.req.raw.headers,
          c.env as object,
        );
        if ("waitMs" in verdict) {
          const seconds = Math.max(1, Math.ceil(verdict.waitMs / 1000));
          c.header("Retry-After", String(seconds));
          return page(c, where, {
            status: 429,
            text: `Too many wrong tokens. Wait ${seconds} s and try again.`,
          });
        }
        if (!verdict.right)
          return page(c, where, { status: 401, text: "This is not the emulator's admin token." });
        setCookie(c, SESSION_COOKIE, worth, cookieOptions(c));
        return c.redirect(ownPath(root, where), 303);
      });
      app.post(ROOT + LOG_OUT, (c) => {
        deleteCookie(c, SESSION_COOKIE, cookieOptions(c));
        return c.redirect(root + LOG_IN, 303);
      });
    },
  };
}

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

/** Redirects only to the dashboard's own pages, as a browser reads the address. */
function ownPath(root: string, to: string): string {
  const here = "http://here";
  const { origin, pathname, search } = new URL(URL.canParse(to, here) ? to : "", here);
  return origin === here && pathname.startsWith(`${root}/`) ? pathname + search : `${root}/`;
}

const tooLarge = (c: Context): Response => c.text("A log-in form is smaller.", 413);

const isSecure = (c: Context, { publicUrl }: Pick<Config, "publicUrl">): boolean =>
  publicUrl?.startsWith("https:") === true ||
  c.req.url.startsWith("https:") ||
  c.req.header("x-forwarded-proto") === "https";

/** Why a log-in is refused. */
interface Refused {
  status: 401 | 429;
  text: string;
}

function LogIn({ root, to, refused }: { root: string; to: string; refused: Refused | null }): Html {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Log in · spi-emulator</title>
        <link rel="icon" href={assetPath(root, "icon.svg")} />
        <link rel="stylesheet" href={assetPath(root, "dashboard.css")} />
      </head>
      <body>
        <main id="main" class="lone">
          <h1>Log in</h1>
          <form method="post" action={root + LOG_IN} class="stack">
            <input type="hidden" name="to" value={to} />
            <label for="token">Admin token (the one of --admin-token)</label>
            <input
              id="token"
              name="token"
              type="password"
              required
              autocomplete="current-password"
              aria-describedby={refused !== null ? "refused" : undefined}
            />
            {refused !== null && (
              <p class="refused" role="alert" id="refused">
                {refused.text}
              </p>
            )}
            <div>
              <button class="primary">Log in</button>
            </div>
          </form>
        </main>
      </body>
    </html>
  );
}
