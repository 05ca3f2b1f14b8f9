import type { HtmlEscapedString } from "hono/utils/html";
import { summaryShape } from "../../control/opportunity-shape.js";
import type { Opportunity } from "../../domain/records.js";
import { Explainer } from "../../sandbox/explain.js";
import { SortedColumns } from "../components/sorted.js";
import { Empty } from "../components/empty.js";
import { Growing } from "../components/growing.js";
import { ListPager } from "../components/pager.js";
import { rangeText } from "../components/pages-of.js";
import { TimesInText } from "../components/times-in-text.js";
import { Status } from "../components/status.js";
import { Ago } from "../components/time.js";
import type { Fragment, Html, View } from "../page.js";
import { spanText } from "../../domain/spans.js";
import { spansOf } from "../timeline/spans-of.js";
import { Legend, Timeline } from "../timeline/timeline.js";
import { COLUMNS, findOpportunities } from "./find.js";
import { faceStateOf, subjectOf } from "./words.js";

/**
 * The opportunities that match the filters, newest first, updated live. Every page except the first starts after a
 * given opportunity.
 */
export const opportunityList: Fragment = {
  name: "opportunities",
  topics: ["opportunity", "device", "state", "clock"],
  render: (view) => <List view={view} />,
};

/** Asynchronous itself, so that its rows are rendered in the turn in which they are found. */
async function List({ view }: { view: View }): Promise<HtmlEscapedString> {
  const found = await findOpportunities(view);
  const { shown, previous, next } = found;
  // While the visitor reads the list it stays, even if nothing is left in it.
  if (found.total === 0 && view.held === null) return <Nothing view={view} />;
  const explainer = new Explainer(view.sandbox);
  const pager = (label: string): Html => (
    <ListPager
      view={view}
      page={found}
      text={`${rangeText(found)} ${found.total === 1 ? "opportunity" : "opportunities"}`}
      label={label}
    />
  );
  return (
    <>
      <div class="row apart">
        <Legend />
        {pager("Pages of the list")}
      </div>
      <Growing view={view} page={found}>
        <table class="listing opportunities">
          <SortedColumns view={view} columns={COLUMNS} />
          <tbody>
            {shown.map((opportunity) => (
              <Row view={view} opportunity={opportunity} explainer={explainer} />
            ))}
          </tbody>
        </table>
      </Growing>
      {(previous !== undefined || next !== null) && pager("Pages of the list, again")}
    </>
  );
}

interface RowProps {
  view: View;
  opportunity: Opportunity;
  explainer: Explainer;
}

/** One opportunity. All rows have the same height. */
function Row({ view, opportunity, explainer }: RowProps): Html {
  const { id, channel, queued_at } = opportunity;
  const about = summaryShape(view.sandbox, explainer, opportunity);
  const { why, product_name, spec_name, agent_id, platform } = about;
  const spans = spansOf(view.sandbox, opportunity);
  const subject = subjectOf(opportunity);
  const below = why ?? `${spanText((spans.at(-1)?.end ?? view.now) - queued_at)} from queued to stored`;
  return (
    <tr id={`opportunity-${id}`}>
      <td class="op-status">
        <Status of={faceStateOf(view.sandbox.state, id)} />
      </td>
      <td class="op-subject">
        <a class="line-text" href={view.href(`/opportunities/${id}`)} title={subject}>
          {subject}
        </a>
        <span class="line-text muted small" title={`${product_name}, ${spec_name}`}>
          {`${product_name}, ${spec_name}`}
        </span>
      </td>
      <td class="op-platform">
        <span class="line-text" title={platform ?? undefined}>
          {platform ?? "any"}
        </span>
        <span class="line-text muted small">{channel ?? ""}</span>
      </td>
      <td class="op-walk">
        <Timeline view={view} spans={spans} />
        <span class="line-text muted small" title={below}>
          <TimesInText view={view} text={below} />
        </span>
      </td>
      <td class="op-agent">
        <span class="line-text" title={agent_id ?? undefined}>
          {agent_id ?? <span class="muted">nobody yet</span>}
        </span>
      </td>
      <td class="op-age muted small">
        <Ago view={view} at={queued_at} />
      </td>
    </tr>
  );
}

function Nothing({ view }: { view: View }): Html {
  if (view.sandbox.state.tables.opportunities.size > 0)
    return (
      <Empty title="No opportunity matches the filters">
        <p>There are others.</p>
        <a class="button" href={view.href("/opportunities")}>
          Clear the filters
        </a>
      </Empty>
    );
  return (
    <Empty title="Nothing has been advertised yet">
      <p>
        Advertise an image, a snap revision or a gold master: each Test Spec of the product makes one
        opportunity.
      </p>
      <a class="button primary" href={view.href("/trigger")}>
        Advertise something
      </a>
    </Empty>
  );
}
