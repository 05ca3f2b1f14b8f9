import { BUS_EVENT_TYPES, type BusEvent, type BusEventType } from "../../sandbox/event-bus.js";
import { Empty } from "../components/empty.js";
import { ChoiceField } from "../components/filter-fields.js";
import { Growing } from "../components/growing.js";
import { pageOf } from "../components/pages-of.js";
import { Time, Zone } from "../components/time.js";
import { Live } from "../components/live.js";
import { KINDS, lineOf } from "../log/lines.js";
import type { DashboardPage, Fragment, Html, View } from "../page.js";

/** Number of lines on the page. */
const LINES = 200;

/** The latest events of the sandbox, newest first, updated live. */
const lines: Fragment = {
  name: "log",
  topics: BUS_EVENT_TYPES,
  render: (view) => <Lines view={view} />,
};

/** What happens in the sandbox, as it happens. */
export const log: DashboardPage = {
  path: "/log",
  nav: "Log",
  title: () => "Log",
  fragments: [lines],
  render: (view) => (
    <>
      <form method="get" action={`${view.root}/log`} class="filters" aria-label="Filter the log">
        {Object.entries(view.session.carry).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <ChoiceField name="of" label="Events of" value={kindOf(view)} options={KINDS} none="all" />
        <button>Show</button>
      </form>
      <Live view={view} fragment={lines} label="Events" class="list" />
    </>
  ),
};

const kindOf = ({ query }: View): BusEventType | undefined =>
  BUS_EVENT_TYPES.find((type) => type === query.get("of"));

function Lines({ view }: { view: View }): Html {
  const kind = kindOf(view);
  const all = view.sandbox.bus.latest().filter(({ type }) => kind === undefined || type === kind);
  all.reverse();
  const newer = Math.max(
    0,
    all.findIndex(({ id }) => String(id) === view.held),
  );
  const page = pageOf(all, { skipped: 0, newer, size: LINES }, ({ id }) => id);
  if (page.shown.length === 0)
    return (
      <Empty title="Nothing has happened yet">
        <p>Each event of an opportunity, a device, an exchange, the clock or a fault appears here.</p>
      </Empty>
    );
  return (
    <Growing view={view} page={page}>
      <p class="muted small">
        Newest first; times of the sandbox’s clock, <Zone />.
      </p>
      <ol class="trace log">
        {page.shown.map((event) => (
          <LineOf view={view} event={event} />
        ))}
      </ol>
    </Growing>
  );
}

function LineOf({ view, event }: { view: View; event: BusEvent }): Html {
  const { text, href } = lineOf(view, event);
  return (
    <li id={`event-${event.id}`}>
      <span class="muted small">
        <Time at={event.at} />
      </span>
      <span class="muted small">{event.type}</span>
      <span class="trace-text">{href === null ? text : <a href={href}>{text}</a>}</span>
    </li>
  );
}
