import { type Exchange, isIdlePoll } from "../../sandbox/exchange-log.js";
import { Pager } from "../components/pager.js";
import { deviceHref } from "../lab/devices.js";
import { subjectOf } from "../opportunities/words.js";
import type { Html, View } from "../page.js";

/** Maximum number of opportunities that an exchange links to. */
const MOST = 5;

/** Links from an exchange to those before and after it, and to what it is about. */
export function Neighbours({ view, exchange }: { view: View; exchange: Exchange }): Html {
  const all = view.sandbox.exchanges.all().filter((one) => one.id === exchange.id || !isIdlePoll(one));
  const place = all.findIndex(({ id }) => id === exchange.id);
  const link = (one: Exchange | undefined): string | null =>
    one === undefined ? null : view.href(`/exchanges/${one.id}`);
  return (
    <div class="row apart">
      <p class="row small">
        <Subjects view={view} exchange={exchange} />
      </p>
      <Pager
        text={`${place + 1} of ${all.length}`}
        previous={link(all[place - 1])}
        next={link(all[place + 1])}
        label="Other exchanges"
      />
    </div>
  );
}

function Subjects({ view, exchange: { subjects } }: { view: View; exchange: Exchange }): Html {
  const { state } = view.sandbox;
  const { agent, products, opportunities } = subjects;
  return (
    <>
      {opportunities.slice(0, MOST).flatMap((id) => {
        const one = state.opportunity(id);
        return one === undefined
          ? []
          : [
              <a class="any-text" href={view.href(`/opportunities/${id}`)}>
                {`opportunity: ${subjectOf(one)}`}
              </a>,
            ];
      })}
      {opportunities.length > MOST && <span class="muted">{`and ${opportunities.length - MOST} more`}</span>}
      {agent !== null && (
        <a class="any-text" href={deviceHref(view, agent) ?? view.href("/exchanges", { agent })}>
          {`agent: ${agent}`}
        </a>
      )}
      {products.flatMap((id) => {
        const one = state.tables.products.get(id);
        return one === undefined
          ? []
          : [
              <a class="any-text" href={view.href(`/products/${id}`)}>
                {`product: ${one.name}`}
              </a>,
            ];
      })}
    </>
  );
}
