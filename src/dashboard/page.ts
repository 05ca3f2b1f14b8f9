import type { HtmlEscapedString } from "hono/utils/html";
import type { BusEventType } from "../sandbox/event-bus.js";
import type { ControlClient } from "../api/control-client.js";
import type { Config } from "../config.js";
import type { Instant } from "../domain/records.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { LoadedSpec } from "../spec/operation-table.js";
import type { HttpRequest, Stamp } from "./request/http-request.js";
import type { DashboardSession } from "./session.js";

/** The value of a `hono/jsx` component. Data in it is text: never use `raw()` or `dangerouslySetInnerHTML`. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/**
 * One page of the dashboard: a module in `pages/` that exports it, and a line in `pages/index.ts`. The page renders its
 * content; the app adds the frame (`layout.tsx`), routes, live updates and form handling.
 *
 * @example
 * ```tsx
 * const list: Fragment = { name: "list", topics: ["opportunity"], render: (view) => <List {...dataOf(view)} /> };
 * const rerun: Action = { name: "rerun", run: async (view, form) => { ...; return { message: "Advertised again." }; }
 * };
 * export const opportunities: DashboardPage = {
 *   path: "/opportunities",
 *   nav: "Opportunities",
 *   title: () => "Opportunities",
 *   render: (view) => <Live view={view} fragment={list} />,
 *   fragments: [list],
 *   actions: [rerun],
 * };
 * ```
 */
export interface DashboardPage {
  /**
   * The path below the dashboard's root in Hono's notation: `/opportunities/:id`. Its parameters are in {@link
   * View.params}.
   */
  path: string;
  /** Its name in the navigation; left out if only other pages link to it. */
  nav?: string;
  /** The path of the navigation entry that is marked on this page; its own by default. */
  under?: string;
  /** The window's title, and the `h1` unless {@link heading} is given. */
  title: (view: View) => string;
  /** The `h1`, if it is more than the title. */
  heading?: (view: View) => Html;
  /** The content below the heading. @throws NotFound if the page's subject does not exist. */
  render: (view: View) => Html;
  /** The live parts, each placed by `<Live>` somewhere in {@link render}. */
  fragments?: readonly Fragment[];
  /** The actions of its forms, each placed by `<ActionForm>` somewhere in {@link render}. */
  actions?: readonly Action[];
  /** Files to download (`?download=name`), such as a HAR. */
  downloads?: readonly Download[];
}

/**
 * A part of a page that follows the sandbox. It is fetched again (with the page's own path and query) after an event
 * of one of its topics, and morphed into place, so that focus, open details and typed text stay. Give list elements
 * an `id`, so that they are recognised when the list changes. `<Progress>`, `<Ago>` and similar components animate in
 * between, by the sandbox's clock.
 */
export interface Fragment {
  /** Unique on the page. The element's id is `live-<name>`. */
  name: string;
  /** Kinds of events after which the fragment is out of date. */
  topics: readonly BusEventType[];
  render: (view: View) => Html;
}

/** The input of rendering: the session, the sandbox, the address and the time. */
export interface View {
  readonly session: DashboardSession;
  /** The sandbox, for reading only. Change it through {@link control}, which validates and publishes events. */
  readonly sandbox: Sandbox;
  /** The sandbox's time, read once for the whole page. */
  readonly now: Instant;
  /** The parameters of the page's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The page's query, such as filters and the place in a list, without the session's parameters. */
  readonly query: URLSearchParams;
  /**
   * For a part that is fetched again: the item at the top of its list while the visitor reads it, else null. Newer
   * items are counted and not shown ({@link Growing}).
   */
  readonly held: string | null;
  /** The outcome of the form that this page answers; null if it answers none. */
  readonly outcome: ActionOutcome | null;
  readonly productSpec: LoadedSpec;
  readonly config: Readonly<Config>;
  /**
   * The client of the control plane. Operations on a sandbox take `query: view.here`.
   * @throws EmulatorError with the message of the refusal
   * @example `await view.control.send("PUT /_emulator/clock", { query: view.here, body: { speed: 600 } })`
   */
  readonly control: Pick<ControlClient, "send">;
  /** The query parameter that names the sandbox to {@link control}. */
  readonly here: { sandbox: string };
  /** The address of the product API for clients, without a trailing slash. */
  readonly productUrl: string;
  /**
   * Sends a signed request to the product API as a client would: the sandbox records it. `email` chooses the account;
   * the first by default.
   */
  product: (path: string, init?: RequestInit, email?: string) => Promise<Response>;
  /** Signs a request to the product API for an account, for {@link deliver}. `stamp`: a new one by default. */
  sign: (request: HttpRequest, email: string, stamp?: Stamp) => HttpRequest;
  /** Sends a request to the product API exactly as it is. Refuses requests to other addresses. */
  deliver: (request: HttpRequest) => Promise<Response>;
  /** The path of the dashboard in links: behind a proxy, below the path of `--public-url`. */
  root: string;
  /** A link to a page of the dashboard for the same sandbox: `href("/opportunities", { platform: "pi2" })`. */
  href: (path: string, query?: Readonly<Record<string, string | number | null | undefined>>) => string;
  /** A link to this page with a changed query; null and undefined remove a name. */
  hrefHere: (change?: Readonly<Record<string, string | number | null | undefined>>) => string;
  /** The value of a cookie of the dashboard. */
  cookie: (name: string) => string | undefined;
  /** The address of a built file (script, style, picture). */
  asset: (name: string) => string;
}

/** The action of a form. GET requests never change anything. */
export interface Action {
  /** Unique on the page. */
  name: string;
  /**
   * Runs the action. `form` holds the fields as text. An `EmulatorError` (thrown by {@link View.control}) or an
   * {@link ActionRefused} is shown beside the form; any other error is an internal error.
   */
  run: (view: View, form: Form) => ActionDone | Promise<ActionDone>;
}

/** The fields of a form: their first values by name, and all the values of one. */
export interface Form {
  /** The first value of this name; empty if there is none. */
  text: (name: string) => string;
  all: (name: string) => string[];
}

/** The result of an action. */
export interface ActionDone {
  /** One sentence for the visitor, also read by screen readers. */
  message?: string;
  /** A link of {@link View.href} to go to; by default the page is shown again. */
  goTo?: string;
  /** Data for the page's render, which finds it in {@link View.outcome}. The page is then shown without a redirect. */
  data?: unknown;
  /** Cookies to set for the dashboard, by name; null deletes. */
  cookies?: Record<string, string | null>;
}

/** The outcome of a form, for the page that is rendered in answer to it. */
export interface ActionOutcome {
  action: string;
  /** The `id` of its `<ActionForm>`. */
  formId: string;
  refused: boolean;
  /** Why it was refused, or what was done. */
  message: string | null;
  data: unknown;
  /** The submitted fields, to fill the form again. */
  form: Form;
}

/** A file to download. */
export interface Download {
  /** Unique on the page. */
  name: string;
  make: (view: View) => DownloadFile | Promise<DownloadFile>;
}
export interface DownloadFile {
  fileName: string;
  type: string;
  /** A long one in pieces, which are made while the browser takes them. */
  content: string | ReadableStream;
}

/** An action refused its form. The message is shown beside the form. */
export class ActionRefused extends Error {
  override name = "ActionRefused";
}

/** The page's subject does not exist: the answer is 404 and shows the message. */
export class NotFound extends Error {
  override name = "NotFound";
}
