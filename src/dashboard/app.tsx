import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { secureHeaders } from "hono/secure-headers";
import { EmulatorError } from "../api/errors.js";
import { guard } from "../control/guard.js";
import { NoRoom } from "../http/body-room.js";
import { StoreError } from "../persistence/store.js";
import { Unavailable } from "../sandbox/registry.js";
import { SandboxError } from "../sandbox/sandboxes.js";
import { asset, assetPath } from "./assets.js";
import { ErrorPage } from "./error-page.js";
import { follow } from "./events.js";
import { type FormFields, formFields } from "./form-fields.js";
import { type Frame, FRAME } from "./frame.js";
import { Layout } from "./layout.js";
import {
  type Action,
  type ActionDone,
  type ActionOutcome,
  ActionRefused,
  type DashboardPage,
  type Form,
  NotFound,
  type View,
} from "./page.js";
import { pages } from "./pages/index.js";
import { render, renderPage } from "./render.js";
import type { DashboardSession } from "./session.js";
import { type DashboardOptions, linkRoot, makeView, ROOT } from "./view.js";

/** Pages load nothing from other origins and run no scripts except the dashboard's own files. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", "data:"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Marks a form that the page's script sent: the answer is the page itself, and a redirect is a header. */
const BY_SCRIPT = "x-dashboard-script";
const GO_TO = "x-dashboard-go-to";

/** Maximum size of a form, in bytes: that of the largest request of the API, percent-encoded. */
const MAX_FORM_BYTES = 3 * 16 * 1024 * 1024;

/** Lifetime of the dashboard's cookies, in seconds. */
const COOKIE_AGE_S = 180 * 24 * 3600;

/** The dashboard: pages, their live parts, their forms, and the stream of events, all below {@link ROOT}. */
export function createDashboardApp(options: DashboardOptions): Hono {
  const { config, sessions, log } = options;
  const app = new Hono();
  const root = linkRoot(config.publicUrl);
  const errorPage = async (c: Context, status: 404 | 500 | 503, message: string): Promise<Response> =>
    c.html(await renderPage(<ErrorPage root={root} status={status} message={message} />), status);
  app.use(
    secureHeaders({
      contentSecurityPolicy: POLICY,
      xFrameOptions: "DENY",
      referrerPolicy: "same-origin",
      strictTransportSecurity: false,
    }),
  );
  app.get(`${ROOT}/assets/:hash/:name`, (c) => asset(c));
  app.use(`${ROOT}/*`, guard(config, { linked: true }) as never, async (c, next) => {
    await next();
    c.header("Cache-Control", "no-store");
  });
  app.get(ROOT, (c) => c.redirect(`${root}/${new URL(c.req.url).search}`, 302));
  sessions.addRoutes?.(app);
  app.get(
    `${ROOT}/events`,
    withSession(options, (c, session) => {
      // A HEAD request has no body, so nobody would read or end the stream.
      if (c.req.method === "HEAD") return c.body(null);
      const giveBack = session.takeStream?.();
      if (giveBack === null) return c.text("Too many event streams are open.", 429, { "Retry-After": "10" });
      return follow(c, session.sandbox.bus, giveBack);
    }),
  );
  for (const page of pages) {
    app.get(
      `${ROOT}${page.path}`,
      withSession(options, (c, session) => show(c, { options, page, session })),
    );
    app.post(
      `${ROOT}${page.path}`,
      withSession(options, (c, session) => act(c, { options, page, session })),
    );
  }
  app.notFound((c) => errorPage(c, 404, "This page does not exist."));
  app.onError((error, c) => {
    if (error instanceof NotFound) return errorPage(c, 404, error.message);
    if (error instanceof SandboxError) return errorPage(c, 404, error.message);
    if (error instanceof StoreError || error instanceof NoRoom || error instanceof Unavailable) {
      c.header("Retry-After", "1");
      const isRead = c.req.method !== "POST";
      return errorPage(c, 503, error instanceof StoreError ? error.outcome({ isRead }) : error.message);
    }
    log.error({ error: error.stack }, "unexpected error of the dashboard");
    return errorPage(c, 500, "Internal error of the emulator. See its log.");
  });
  return app;
}

interface Shown {
  options: DashboardOptions;
  page: DashboardPage;
  session: DashboardSession;
}

function withSession(
  { sessions }: DashboardOptions,
  answer: (c: Context, session: DashboardSession) => Response | Promise<Response>,
): (c: Context) => Promise<Response> {
  return async (c) => {
    const session = await sessions.open(c);
    return session instanceof Response ? session : answer(c, session);
  };
}

/** A page, one of its live parts, or one of its files. */
async function show(c: Context, { options, page, session }: Shown): Promise<Response> {
  const view = viewOf(c, options, session, null);
  const frame = frameOf(page);
  const part = c.req.query("fragment");
  if (part !== undefined) {
    const fragment = frame.fragments.find(({ name }) => name === part);
    if (!fragment) throw new NotFound(`The page has no part ${part}.`);
    return c.html(await render(fragment.render(view)));
  }
  const wanted = c.req.query("download");
  if (wanted !== undefined) {
    const download = frame.downloads.find(({ name }) => name === wanted);
    if (!download) throw new NotFound(`The page has no file ${wanted}.`);
    const { fileName, type, content } = await download.make(view);
    const disposition = `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, "_")}"`;
    return c.body(content, 200, { "Content-Type": type, "Content-Disposition": disposition });
  }
  return whole(c, page, view);
}

/** Runs the form's action and answers with the updated page. */
async function act(c: Context, { options, page, session }: Shown): Promise<Response> {
  const name = c.req.query("action");
  const action = frameOf(page).actions.find((one) => one.name === name);
  if (!action) throw new NotFound(`The page has no form ${name ?? "without a name"}.`);
  const length = c.req.header("content-length");
  if (length === undefined || Number(length) > MAX_FORM_BYTES)
    return c.text(`A form may have ${MAX_FORM_BYTES} bytes, and needs Content-Length.`, 413);
  const fields = await formFields(c, Number(length));
  if ("why" in fields) return c.text(`The form cannot be read: ${fields.why}.`, fields.status);
  const form = formOf(fields);
  const before = viewOf(c, options, session, null);
  const { done, refused } = await attempt(action, before, form);
  for (const [cookie, value] of Object.entries(done.cookies ?? {}))
    keepCookie(c, { path: before.root, name: cookie, value });
  const byScript = c.req.header(BY_SCRIPT) !== undefined;
  if (done.goTo !== undefined)
    return byScript ? c.body(null, 204, { [GO_TO]: done.goTo }) : c.redirect(done.goTo, 303);
  if (!refused && !byScript && done.data === undefined) return c.redirect(before.hrefHere(), 303);
  const outcome: ActionOutcome = {
    action: action.name,
    formId: form.text("form-id"),
    refused,
    message: done.message ?? null,
    data: done.data,
    form,
  };
  return whole(c, page, viewOf(c, options, session, outcome, done.cookies), refused ? 422 : 200);
}

async function attempt(
  action: Action,
  view: View,
  form: Form,
): Promise<{ done: ActionDone; refused: boolean }> {
  try {
    return { done: await action.run(view, form), refused: false };
  } catch (error) {
    if (!(error instanceof ActionRefused || error instanceof EmulatorError)) throw error;
    return { done: { message: error.message }, refused: true };
  }
}

async function whole(
  c: Context,
  page: DashboardPage,
  view: View,
  status: 200 | 422 = 200,
): Promise<Response> {
  // Events that happen during rendering reach the page once its stream is open.
  const { bus } = view.sandbox;
  const place = bus.placeAfter(bus.last);
  const content = await page.render(view);
  return c.html(await renderPage(<Layout view={view} page={page} place={place} content={content} />), status);
}

function viewOf(
  c: Context,
  options: DashboardOptions,
  session: DashboardSession,
  outcome: ActionOutcome | null,
  cookies: Record<string, string | null> = {},
): View {
  const cookie = (name: string): string | undefined =>
    name in cookies ? (cookies[name] ?? undefined) : getCookie(c, cookieName(name));
  const root = linkRoot(options.config.publicUrl);
  return makeView(c, options, { session, outcome, asset: (name) => assetPath(root, name), cookie });
}

/** The fragments, actions and downloads of the page and of the frame around it. */
const frameOf = (page: DashboardPage): Frame => ({
  fragments: [...FRAME.fragments, ...(page.fragments ?? [])],
  actions: [...FRAME.actions, ...(page.actions ?? [])],
  downloads: [...FRAME.downloads, ...(page.downloads ?? [])],
});

const cookieName = (name: string): string => `spi-${name}`;

function keepCookie(
  c: Context,
  { path, name, value }: { path: string; name: string; value: string | null },
): void {
  setCookie(c, cookieName(name), value ?? "", {
    path,
    httpOnly: true,
    sameSite: "Strict",
    maxAge: value === null ? 0 : COOKIE_AGE_S,
  });
}

function formOf(fields: FormFields): Form {
  return { all: (name) => [...(fields.get(name) ?? [])], text: (name) => fields.get(name)?.[0] ?? "" };
}
