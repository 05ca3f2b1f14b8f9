import { latestOf } from "../../domain/events.js";
import { summaryShape } from "../../control/opportunity-shape.js";
import { Explainer } from "../../sandbox/explain.js";
import { Empty } from "../components/empty.js";
import { Growing } from "../components/growing.js";
import { pageOf } from "../components/pages-of.js";
import { TimesInText } from "../components/times-in-text.js";
import { Status } from "../components/status.js";
import { Ago } from "../components/time.js";
import type { Fragment, Html, View } from "../page.js";

const MAX_ROWS = 8;

/** The latest opportunities, newest first, with their progress. */
export const latest: Fragment = {
  name: "latest",
  topics: ["opportunity", "device", "state", "clock"],
  render: (view) => <Latest view={view} />,
};

function Latest({ view }: { view: View }): Html {
  const { sandbox } = view;
  const { opportunities } = sandbox.state.tables;
  const top = view.held === null ? -1 : opportunities.rowOf(view.held);
  const rows: number[] = [];
  let newer = 0;
  for (const row of opportunities.rowsBack()) {
    if (top !== -1 && row > top) newer += 1;
    if (rows.push(row) === newer + MAX_ROWS) break;
  }
  const cut = pageOf(rows, { skipped: 0, newer, size: MAX_ROWS }, (row) => opportunities.field(row, "id"));
  const page = { ...cut, shown: cut.shown.map((row) => opportunities.at(row)!) };
  const explainer = new Explainer(sandbox);
  return (
    <div class="section">
      <div class="row apart">
        <h2>Latest opportunities</h2>
        <a class="small" href={view.href("/opportunities")}>
          All opportunities
        </a>
      </div>
      {page.shown.length === 0 ? (
        <Empty title="Nothing has been advertised yet">
          <p>Advertise an image, a snap revision or a gold master of a product, and the lab starts work.</p>
          <a class="button" href={view.href("/trigger")}>
            Advertise something
          </a>
        </Empty>
      ) : (
        <Growing view={view} page={page}>
          <ol class="latest">
            {page.shown.map((opportunity) => {
              const { test_opportunity_id: id, ...about } = summaryShape(sandbox, explainer, opportunity);
              const { primary_snap_name: snap, revision, image_unique_id, state, test_status } = about;
              const what = snap === null ? `image ${image_unique_id}` : `${snap} ${revision ?? ""}`;
              return (
                <li id={`latest-${id}`}>
                  <Status of={state === "RESULT_STORED" && test_status ? test_status : state} />
                  <span>
                    <a href={view.href(`/opportunities/${id}`)}>{what}</a>
                    <span class="muted">{` ${about.spec_name}`}</span>
                  </span>
                  <span class="muted small reason">
                    <TimesInText
                      view={view}
                      text={about.why ?? `${about.product_name}, by ${about.agent_id ?? "nobody"}`}
                    />
                  </span>
                  <span class="muted small">
                    <Ago view={view} at={latestOf(sandbox.state.walk(id)).at} />
                  </span>
                </li>
              );
            })}
          </ol>
        </Growing>
      )}
    </div>
  );
}
