import { offsetTime } from "../../domain/dates.js";
import { EVENT_TYPES, type Instant, type Walk } from "../../domain/records.js";
import { Columns } from "../components/columns.js";
import { Status } from "../components/status.js";
import type { Html } from "../page.js";
import { spanText } from "../../domain/spans.js";

/** The events of a walk, including those to come, each with its time and the time since the one before. */
export function Events({ walk: { times } }: { walk: Walk }): Html {
  return (
    <table class="events">
      <caption class="hidden">Events</caption>
      <Columns names={["Event", "At", "After"]} />
      <tbody>
        {EVENT_TYPES.map((type, index) => {
          const at = times[index];
          const before = times[index - 1];
          return (
            <tr>
              <th scope="row">
                <Status of={type} />
                <code>{type}</code>
              </th>
              <td>{at === undefined ? <span class="muted">not yet</span> : <ExactTime at={at} />}</td>
              <td class="number">
                {at === undefined || before === undefined ? "" : `+${spanText(at - before)}`}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A time of the sandbox's clock to the millisecond; the exact time is in its title. */
export function ExactTime({ at }: { at: Instant }): Html {
  const whole = offsetTime(at);
  return (
    <time datetime={whole} title={whole}>
      <span class="date">{whole.slice(0, 10)} </span>
      {whole.slice(11, 23)}
    </time>
  );
}
