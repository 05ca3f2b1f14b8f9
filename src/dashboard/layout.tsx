import { bar } from "./bar/bar.js";
import { Live } from "./components/live.js";
import type { DashboardPage, Html, View } from "./page.js";
import { pages } from "./pages/index.js";
import { SearchBox } from "./pages/search.js";
import { tour } from "./tour/tour.js";

/** The frame of every page: navigation, sandbox bar, heading. `place`: the last event that the page includes. */
export function Layout(props: { view: View; page: DashboardPage; place: string; content: Html }): Html {
  const { view, page, place, content } = props;
  const title = page.title(view);
  const events = `${view.root}/events?${new URLSearchParams({ ...view.session.carry, after: place }).toString()}`;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · spi-emulator`}</title>
        <link rel="icon" href={view.asset("icon.svg")} />
        <link rel="stylesheet" href={view.asset("dashboard.css")} />
        <script type="module" src={view.asset("main.js")}></script>
      </head>
      <body data-events={events}>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="top">
          <a class="brand" href={view.href("/")}>
            <img src={view.asset("icon.svg")} alt="" width="20" height="20" />
            spi-emulator
          </a>
          <nav aria-label="Pages">
            {pages.map((one) => one.nav !== undefined && <NavLink view={view} page={one} current={page} />)}
          </nav>
          <SearchBox view={view} />
        </header>
        <Live view={view} fragment={bar} label="Sandbox" />
        <Live view={view} fragment={tour} />
        <main id="main" tabindex={-1}>
          <h1>{page.heading?.(view) ?? title}</h1>
          {content}
        </main>
        <Notice view={view} />
      </body>
    </html>
  );
}

function NavLink({ view, page, current }: { view: View; page: DashboardPage; current: DashboardPage }): Html {
  const here = page === current ? "page" : page.path === current.under ? "true" : undefined;
  return (
    <a href={view.href(page.path)} aria-current={here}>
      {page.nav}
    </a>
  );
}

/** The message of the form that was just sent. A refusal is shown beside its form instead. */
function Notice({ view: { outcome } }: { view: View }): Html {
  return (
    <p id="notice" class="notice" role="status">
      {outcome?.refused === false ? outcome.message : null}
    </p>
  );
}
