import { Empty } from "../components/empty.js";
import type { TestStatus } from "../../domain/records.js";
import type { Fragment, Html } from "../page.js";
import { spanText } from "../../domain/spans.js";
import { choiceOf, storedResults } from "./choice.js";
import { type OverTime, overTime } from "./over-time.js";
import { StripPicture } from "./strip.js";
import { placeText, platformText, tallyText } from "./tally-text.js";

/** Maximum number of stretches in a picture: as many as a small screen can show. */
const MAX_STRETCHES = 60;
/** Maximum number of platforms. */
const MAX_STRIPS = 50;

/** The chosen results over time, as a picture for each platform and as a table. */
export const picture: Fragment = {
  name: "over-time",
  topics: ["opportunity", "state"],
  async render(view) {
    const choice = choiceOf(view);
    if (choice.product === null) return <></>;
    const results = await storedResults(view.sandbox.state, choice.product, choice);
    const from = results[0]?.at ?? null;
    return (
      <div class="section">
        <h2>Over time</h2>
        {from === null ? (
          <Empty title="No results yet">
            <p>Each result appears here as soon as it is stored.</p>
          </Empty>
        ) : (
          <Picture over={overTime(results, { from, to: view.now, most: MAX_STRETCHES })} />
        )}
      </div>
    );
  },
};

const LEGEND: readonly [TestStatus, string][] = [
  ["PASSED", "up"],
  ["FAILED", "down, filled"],
  ["ERROR", "down, hollow"],
];

function Picture({ over }: { over: OverTime }): Html {
  const { step, count, strips: all, highest } = over;
  const strips = all.slice(0, MAX_STRIPS);
  const most = highest === 1 ? "1 result" : `${highest} results`;
  return (
    <figure class="panel">
      <figcaption class="small muted">
        <ul class="legend" aria-label="Results">
          {LEGEND.map(([status, place]) => (
            <li>
              <span class="result-swatch" data-status={status} aria-hidden="true"></span>
              {`${status.toLowerCase()} (${place})`}
            </li>
          ))}
        </ul>
        <span>{`one column: ${spanText(step)}; tallest: ${most}`}</span>
      </figcaption>
      {all.length > MAX_STRIPS && (
        <p class="muted small">{`The first ${MAX_STRIPS} of ${all.length} platforms.`}</p>
      )}
      <div class="strips">
        {strips.map((strip) => (
          <StripPicture over={over} strip={strip} />
        ))}
        <div class="axis small muted number">
          <span>{placeText(over, 0)}</span>
          <span>{placeText(over, count)}</span>
        </div>
      </div>
      <details class="json-text">
        <summary>As a table</summary>
        <Table over={{ ...over, strips }} />
      </details>
    </figure>
  );
}

/** The same as a table, without empty stretches. */
function Table({ over }: { over: OverTime }): Html {
  const { count, strips } = over;
  const places = Array.from({ length: count }, (_, place) => place).filter((place) =>
    strips.some(({ tallies }) => tallyText(tallies[place]!) !== "none"),
  );
  return (
    <div class="scrolls" tabindex={0} role="region" aria-label="Results over time, as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            {strips.map((strip) => (
              <th scope="col">{platformText(strip)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr>
              <th scope="row" class="number">
                {placeText(over, place)}
              </th>
              {strips.map(({ tallies }) => (
                <td>{tallyText(tallies[place]!)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
