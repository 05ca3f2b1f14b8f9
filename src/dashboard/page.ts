import type { HtmlEscapedString } from "hono/utils/html";
import type { BusEventType } from "../sandbox/event-bus.js";
import type { ControlClient } from "../api/control-client.js";
import type { Config } from "../config.js";
import type { Instant } from "../domain/records.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { LoadedSpec } from "../spec/operation-table.js";
import type { HttpRequest, Stamp } from "./request/http-request.js";
import type { DashboardSession } from "./session.js";

/** What a component of `hono/jsx` gives. Data in it is text: never use `raw()` or `dangerouslySetInnerHTML`. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/**
 * One page of the dashboard: a module in `pages/` that exports it, and a line in `pages/index.ts`. It says what is to be
 * seen; the frame around it (`layout.tsx`), routes, live updates and the answering of forms are the app's.
 *
 * @example
 * ```tsx
 * const list: Fragment = { name: "list", topics: ["opportunity"], render: (view) => <List {...dataOf(view)} /> };
 * const rerun: Action = { name: "rerun", run: async (view, form) => { ...; return { message: "Advertised again." }; } };
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
  /** Below the dashboard's root, as Hono writes it: `/opportunities/:id`. Its parameters are in {@link View.params}. */
  path: string;
  /** Its name in the navigation; left out where a page is reached from another. */
  nav?: string;
  /** The navigation entry that is marked on this page, by path; its own where left out. */
  under?: string;
  /** What it is called: in the window's title, and as the only `h1` (unless {@link heading} says otherwise). */
  title: (view: View) => string;
  /** The `h1` where it is more than the title. */
  heading?: (view: View) => Html;
  /** All below the heading. @throws NotFound where there is nothing of that name. */
  render: (view: View) => Html;
  /** The parts of it that are live, each shown by `<Live>` somewhere in {@link render}. */
  fragments?: readonly Fragment[];
  /** What its forms do, each offered by `<ActionForm>` somewhere in {@link render}. */
  actions?: readonly Action[];
  /** Files that it gives (`?download=name`), such as a HAR. */
  downloads?: readonly Download[];
}

/**
 * A part of a page that follows the sandbox: fetched anew (with the page's own path and query) when something of one
 * of its topics happened, and morphed into place, so that focus, open details and typed text stay. Give elements of a
 * list an `id`, for then they are recognised when the list changes. What moves by itself in between (progress, "3 s
 * ago") is drawn by `<Progress>`, `<Ago>` and the like, on the sandbox's clock.
 */
export interface Fragment {
  /** Unique on the page, and its element's id is `live-<name>`. */
  name: string;
  /** Kinds of events after which it is out of date. */
  topics: readonly BusEventType[];
  render: (view: View) => Html;
}

/** What a page is rendered from: who looks, at which sandbox, at which address, at which time. */
export interface View {
  readonly session: DashboardSession;
  /** To read from. To change it, use {@link control}: that checks what comes, and tells those who watch. */
  readonly sandbox: Sandbox;
  /** The sandbox's time, read once for all of the page. */
  readonly now: Instant;
  /** The parameters of the page's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The page's query: filters, place in a list. Without what the session carries. */
  readonly query: URLSearchParams;
  /**
   * Of a part that is fetched anew: the item at the top of its list while somebody reads that. What is newer is counted
   * and not shown ({@link Growing}); null where nobody does.
   */
  readonly held: string | null;
  /** What became of the form that this page answers; null where it answers none. */
  readonly outcome: ActionOutcome | null;
  readonly productSpec: LoadedSpec;
  readonly config: Readonly<Config>;
  /**
   * The control plane, as clients have it. Operations on a sandbox take `query: view.here`.
   * @throws EmulatorError with the message of the refusal
   * @example `await view.control.send("PUT /_emulator/clock", { query: view.here, body: { speed: 600 } })`
   */
  readonly control: Pick<ControlClient, "send">;
  /** Names the sandbox to {@link control}. */
  readonly here: { sandbox: string };
  /** The address of the product API as clients know it, without a slash at its end. */
  readonly productUrl: string;
  /**
   * A signed request to the product API, as a client would send it: the sandbox records it. `email` chooses the account,
   * the first where left out.
   */
  product: (path: string, init?: RequestInit, email?: string) => Promise<Response>;
  /** A request to the product API with the signature of an account, for {@link deliver}. `stamp`: a new one where left out. */
  sign: (request: HttpRequest, email: string, stamp?: Stamp) => HttpRequest;
  /** Brings a request to the product API exactly as it is: nothing is added to it, and it goes nowhere else. */
  deliver: (request: HttpRequest) => Promise<Response>;
  /** A link to a page of the dashboard that stays with the sandbox: `href("/opportunities", { platform: "pi2" })`. */
  href: (path: string, query?: Readonly<Record<string, string | number | null | undefined>>) => string;
  /** A link to this page with its query changed; null and undefined leave a name out. */
  hrefHere: (change?: Readonly<Record<string, string | number | null | undefined>>) => string;
  /** A cookie of the dashboard's. */
  cookie: (name: string) => string | undefined;
  /** The address of a file that the build put beside the scripts. */
  asset: (name: string) => string;
}

/** What a form does. Nothing that is a GET changes anything. */
export interface Action {
  /** Unique on the page. */
  name: string;
  /**
   * Does it. `form` holds the fields as text, the first of each name. An `EmulatorError` (what {@link View.control}
   * throws) or an {@link ActionRefused} is told beside the form; anything else is the emulator's own error.
   */
  run: (view: View, form: Form) => ActionDone | Promise<ActionDone>;
}

/** The fields of a form: their first values by name, and all the values of one. */
export interface Form {
  /** The first value of this name; empty where there is none. */
  text: (name: string) => string;
  all: (name: string) => string[];
}

/** How an action ended. */
export interface ActionDone {
  /** One sentence for the visitor, also for who cannot see what changed. */
  message?: string;
  /** A link of {@link View.href} to go to; left out, the page is shown anew. */
  goTo?: string;
  /** What the page needs to show of it, found by its render as {@link View.outcome}; the page is then not left. */
  data?: unknown;
  /** Cookies to keep for the dashboard, by name; null forgets. */
  cookies?: Record<string, string | null>;
}

/** What became of the form that was sent, where a page is rendered in answer to it. */
export interface ActionOutcome {
  action: string;
  /** The `id` of its `<ActionForm>`. */
  formId: string;
  refused: boolean;
  /** Why it was refused, or what was done. */
  message: string | null;
  data: unknown;
  /** What was sent, to fill the form again. */
  form: Form;
}

/** A file to be saved. */
export interface Download {
  /** Unique on the page. */
  name: string;
  make: (view: View) => DownloadFile | Promise<DownloadFile>;
}
export interface DownloadFile {
  fileName: string;
  type: string;
  text: string;
}

/** A wish of a form that cannot be granted. The message is shown beside the form. */
export class ActionRefused extends Error {
  override name = "ActionRefused";
}

/** There is no such thing: the answer is 404, and the message is shown. */
export class NotFound extends Error {
  override name = "NotFound";
}
