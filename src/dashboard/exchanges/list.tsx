import type { HtmlEscapedString } from "hono/utils/html";
import { inSteps } from "../../clock/in-turns.js";
import { SortedColumns } from "../components/sorted.js";
import { Empty } from "../components/empty.js";
import { Growing } from "../components/growing.js";
import { Mark } from "../components/status.js";
import { Time } from "../components/time.js";
import { parseDate } from "../../domain/dates.js";
import { ListPager } from "../components/pager.js";
import { shownText } from "../components/pages-of.js";
import type { Fragment, Html, View } from "../page.js";
import { COLUMNS, findExchanges } from "./find.js";
import { type Row, rowsOf } from "./rows.js";
import { durationText, HttpStatus, Verdict } from "./verdict.js";

/** The exchanges that match the filters, newest first, updated live. */
export const exchangeList: Fragment = {
  name: "exchanges",
  topics: ["exchange", "state"],
  render: (view) => <List view={view} />,
};

async function List({ view }: { view: View }): Promise<HtmlEscapedString> {
  const { page, kept } = await findExchanges(view);
  const rows = await inSteps(rowsOf(page.shown));
  const { total, previous, next } = page;
  const of = total === kept ? `${total}` : `${total} that match, of ${kept}`;
  const pager = (label: string): Html => (
    <ListPager view={view} page={page} text={`${shownText(page)} of ${of}`} label={label} />
  );
  return (
    <>
      {pager("Pages of the list")}
      {rows.length === 0 ? (
        <Empty title={kept === 0 ? "No exchanges yet" : "No exchange matches the filters"}>
          <p>Every request to the product API appears here as soon as it is answered.</p>
          <a class="button" href={view.href("/trigger")}>
            Send one
          </a>
        </Empty>
      ) : (
        <Growing view={view} page={page}>
          <table class="listing exchanges">
            <SortedColumns view={view} columns={COLUMNS} />
            <tbody>
              {rows.map((row) => (
                <Line view={view} row={row} />
              ))}
            </tbody>
          </table>
        </Growing>
      )}
      {(previous !== undefined || next !== null) && pager("Pages of the list, again")}
    </>
  );
}

function Line({ view, row }: { view: View; row: Row }): Html {
  const { id, method, path, operation_id, source, account, fault_id, at, duration_ms, reason } = row;
  return (
    <tr id={`exchange-${id}`}>
      <td class="cell-status">
        <HttpStatus of={row} />
      </td>
      <td class="cell-request">
        <a href={view.href(`/exchanges/${id}`)} class="mono" title={`${method} ${path}`}>
          <b>{method}</b> {path}
        </a>
      </td>
      <td class="cell-operation">
        <span class="line-text">{operation_id ?? "none"}</span>
        <span class="muted small line-text">
          {source === "lab" ? "the lab" : (account ?? "not signed in")}
        </span>
      </td>
      <td class="cell-verdict">
        <Verdict of={row} />
        {fault_id !== null && <Mark icon="flask" tone="info" word={`fault ${fault_id}`} />}
      </td>
      <td class="cell-why">
        {reason !== null && (
          <span class="line-text" title={reason}>
            {reason}
          </span>
        )}
      </td>
      <td class="cell-took number">{durationText(duration_ms)}</td>
      <td class="cell-at">
        <Time at={parseDate(at)!} form="clock" />
      </td>
    </tr>
  );
}
