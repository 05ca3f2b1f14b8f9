import { percent } from "../client/lay-out.js";
import type { TestStatus } from "../../domain/records.js";
import { Status } from "../components/status.js";
import type { Html } from "../page.js";
import type { OverTime, Strip, Tally } from "./over-time.js";
import { ORDER, placeText, platformText, tallyText } from "./tally-text.js";

/** One platform's results over time: passed results go up, others go down. */
export function StripPicture({ over, strip }: { over: OverTime; strip: Strip }): Html {
  const words = `${platformText(strip)}: ${tallyText(strip.total)}`;
  return (
    <>
      <div class="strip-name">
        <strong>{platformText(strip)}</strong>
        <ul class="tallies">
          {ORDER.filter((status) => strip.total[status] > 0).map((status) => (
            <li>
              <span class="number">{String(strip.total[status])}</span> <Status of={status} />
            </li>
          ))}
        </ul>
      </div>
      <svg class="strip" role="img" aria-label={words}>
        <line x1="0" x2="100%" y1="50%" y2="50%" />
        {strip.tallies.map((tally, place) => (
          <Column over={over} tally={tally} place={place} />
        ))}
      </svg>
    </>
  );
}

function Column({ over, tally, place }: { over: OverTime; tally: Tally; place: number }): Html | null {
  const { PASSED, FAILED, ERROR } = tally;
  if (PASSED + FAILED + ERROR === 0) return null;
  const height = (count: number): number => (count / over.highest) * 46;
  const slot = 100 / over.count;
  const at = { x: percent(place * slot + slot * 0.1), width: percent(slot * 0.8) };
  const bar = (status: TestStatus, y: number): Html | null =>
    tally[status] === 0 ? null : (
      <rect class={`result-${status}`} {...at} y={percent(y)} height={percent(height(tally[status]))} />
    );
  return (
    <g>
      <title>{`${placeText(over, place)}: ${tallyText(tally)}`}</title>
      {bar("PASSED", 49 - height(PASSED))}
      {bar("FAILED", 51)}
      {bar("ERROR", 51 + height(FAILED))}
    </g>
  );
}
