import type { DeviceSnapshot } from "../../../devices/activity.js";
import { Empty } from "../components/empty.js";
import { Pager } from "../components/pager.js";
import type { IconName } from "../components/icon.js";
import { Mark, type Tone } from "../components/status.js";
import type { Fragment, Html, View } from "../page.js";
import { labCommand } from "../request/request-command.js";
import { DeviceCard } from "./device-card.js";

/** Number of cards on a page: labs may have hundreds of devices. */
const PAGE_SIZE = 24;

/** A link to a device's card; null if the lab has no such device. */
export function deviceHref(view: View, agentId: string): string | null {
  const place = (view.sandbox.lab?.devices() ?? []).findIndex(({ agent_id }) => agent_id === agentId);
  if (place === -1) return null;
  const from = place - (place % PAGE_SIZE);
  return `${view.href("/", { from: from === 0 ? null : from })}#device-${encodeURIComponent(agentId)}`;
}

/** The lab's devices, one card each. */
export const devices: Fragment = {
  name: "devices",
  topics: ["device", "opportunity", "state", "clock"],
  render: (view) => <Devices view={view} />,
};

function Devices({ view }: { view: View }): Html {
  const { lab } = view.sandbox;
  if (lab === null) return <NoLab view={view} />;
  const all = lab.devices();
  if (all.length === 0) return <Empty title="The lab has no devices" />;
  const from = Math.min(Number(view.query.get("from") ?? 0) || 0, Math.max(0, all.length - 1));
  const shown = all.slice(from, from + PAGE_SIZE);
  const link = (start: number): string => view.hrefHere({ from: start === 0 ? null : start });
  return (
    <div class="section">
      <div class="row apart">
        <Summary all={all} asleep={lab.asleep} />
        {all.length > PAGE_SIZE && (
          <Pager
            text={`${from + 1}-${from + shown.length} of ${all.length} devices`}
            previous={from > 0 ? link(Math.max(0, from - PAGE_SIZE)) : null}
            next={from + PAGE_SIZE < all.length ? link(from + PAGE_SIZE) : null}
            label="Pages of the lab"
          />
        )}
      </div>
      <ul class="cards">
        {shown.map((device) => (
          <DeviceCard view={view} device={device} asleep={lab.asleep} />
        ))}
      </ul>
    </div>
  );
}

const GROUPS: readonly [
  word: string,
  tone: Tone,
  icon: IconName,
  of: readonly DeviceSnapshot["activity"][],
][] = [
  ["idle", "rest", "ring", ["idle", "polling"]],
  ["at work", "info", "flask", ["provisioning", "testing", "teardown", "posting"]],
  ["away", "warn", "off", ["offline", "backing-off", "vanished", "stopped"]],
];

/** The number of devices by activity. It always has the same parts, so its size stays the same. */
function Summary({ all, asleep }: { all: readonly DeviceSnapshot[]; asleep: boolean }): Html {
  return (
    <p class="row summary">
      <span>{all.length === 1 ? "1 device" : `${all.length} devices`}</span>
      {GROUPS.map(([word, tone, icon, activities]) => {
        const count = all.filter(({ activity }) => activities.includes(activity)).length;
        return (
          <span class="row">
            <span class="number">{String(count)}</span>
            <Mark icon={icon} tone={count === 0 ? "rest" : tone} word={word} />
          </span>
        );
      })}
      <span class="muted small asleep">{asleep && "The lab is asleep until there is work."}</span>
    </p>
  );
}

function NoLab({ view }: { view: View }): Html {
  const { command, hint } = labCommand(view);
  return (
    <Empty title="This sandbox has no virtual lab">
      <p>
        External agents can pick its opportunities: <code>spi-emulator lab</code> runs the same devices as a
        separate process, and your own agents use the same API.
      </p>
      <pre>{command}</pre>
      <p class="small">{hint}</p>
    </Empty>
  );
}
