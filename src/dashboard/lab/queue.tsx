import type { HtmlEscapedString } from "hono/utils/html";
import { inTurns } from "../../clock/in-turns.js";
import type { Instant } from "../../domain/records.js";
import { lastEvent } from "../../domain/events.js";
import { Columns } from "../components/columns.js";
import { Since } from "../components/time.js";
import type { Fragment, View } from "../page.js";

/** Maximum number of platforms that are shown. */
const MOST = 100;

/** The queue of one platform. */
interface PlatformQueue {
  /** Null: any agent may pick these. */
  platform: string | null;
  waiting: number;
  /** When the first of them was queued; null if nothing waits. */
  oldest: Instant | null;
  /** Devices of the lab that could pick them, and how many of these are idle. */
  devices: number;
  idle: number;
}

/** What waits for agents, by platform. */
export const queue: Fragment = {
  name: "queue",
  topics: ["opportunity", "device", "state"],
  render: (view) => <Queue view={view} />,
};

async function Queue({ view }: { view: View }): Promise<HtmlEscapedString> {
  const queues = await queuesOf(view);
  return (
    <div class="section">
      <h2>Queue</h2>
      {queues.length > MOST && (
        <p class="muted small">{`The first ${MOST} of ${queues.length} platforms.`}</p>
      )}
      <table class="listing labelled queue">
        <Columns names={["Platform", "Waiting", "The oldest waits for", "Devices", "Idle"]} />
        <tbody>
          {queues.slice(0, MOST).map(({ platform, waiting, oldest, devices, idle }) => (
            <tr id={`queue-${platform ?? "any"}`}>
              <td>
                <a href={view.href("/opportunities", { status: "QUEUED_FOR_AGENTS", platform })}>
                  {platform ?? "any"}
                </a>
              </td>
              <td class="number" data-label="Waiting">
                {String(waiting)}
              </td>
              <td class="number" data-label="The oldest waits for">
                {oldest === null ? (
                  <span class="muted">nothing waits</span>
                ) : (
                  <Since view={view} at={oldest} />
                )}
              </td>
              <td class="number" data-label="Devices">
                {String(devices)}
              </td>
              <td class="number" data-label="Idle">
                {String(idle)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The queue of each platform that a device or a Test Spec names. The rows stay, so that nothing below them moves. */
async function queuesOf({ sandbox }: View): Promise<PlatformQueue[]> {
  const { state, lab } = sandbox;
  const devices = lab?.devices() ?? [];
  const specs = [...state.tables.test_specs.values()].filter(({ deleted }) => !deleted);
  const platforms = new Set([...devices, ...specs].map(({ platform }) => platform));
  const queues = new Map(
    [...platforms].map((platform): [string | null, PlatformQueue] => {
      const able = devices.filter((device) => platform === null || device.platform === platform);
      const idle = able.filter(({ activity }) => activity === "idle" || activity === "polling").length;
      return [platform, { platform, waiting: 0, oldest: null, devices: able.length, idle }];
    }),
  );
  const { opportunities } = state.tables;
  await inTurns(state.unfinished, (id) => {
    // It may be deleted meanwhile.
    const row = opportunities.rowOf(id);
    const queue = row === -1 ? undefined : queues.get(opportunities.field(row, "platform"));
    if (queue === undefined || lastEvent(state.walk(id)) !== "QUEUED_FOR_AGENTS") return;
    queue.waiting += 1;
    queue.oldest ??= opportunities.field(row, "queued_at");
  });
  return [...queues.values()].sort((a, b) => ((a.platform ?? "~") < (b.platform ?? "~") ? -1 : 1));
}
