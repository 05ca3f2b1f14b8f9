import type { Opportunity } from "../../domain/records.js";
import { Explainer } from "../../sandbox/explain.js";
import { TimesInText } from "../components/times-in-text.js";
import { Empty } from "../components/empty.js";
import type { Fragment, Html, View } from "../page.js";
import { spansOf } from "../timeline/spans-of.js";
import { Lanes } from "../timeline/timeline.js";
import { Decide } from "./decide.js";
import { Facts } from "./facts.js";
import { opportunityOf } from "./find.js";
import { EventLog, Outcome } from "./outcome.js";

/** The page's opportunity, updated live. */
export const detail: Fragment = {
  name: "opportunity",
  topics: ["opportunity", "device", "state", "clock"],
  render(view) {
    const opportunity = opportunityOf(view);
    return opportunity ? <Detail view={view} opportunity={opportunity} /> : <Gone view={view} />;
  },
};

function Detail({ view, opportunity }: { view: View; opportunity: Opportunity }): Html {
  const { sandbox } = view;
  return (
    <div class="stack wide">
      <Facts view={view} opportunity={opportunity} />
      <Why view={view} opportunity={opportunity} />
      <section class="panel" aria-labelledby="walk">
        <h2 id="walk">Walk</h2>
        <Lanes view={view} spans={spansOf(sandbox, opportunity)} />
        <EventLog view={view} opportunity={opportunity} />
      </section>
      <Outcome view={view} opportunity={opportunity} />
    </div>
  );
}

/** Why the opportunity is in its state, and the form that chooses its outcome. */
function Why({ view, opportunity }: { view: View; opportunity: Opportunity }): Html {
  const { sentence, parts, state } = new Explainer(view.sandbox).why(opportunity);
  const finished = state === "RESULT_STORED";
  // The sentence tells all where there is one device or none.
  const several = parts.filter(({ kind }) => kind === "device" || kind === "agent").length > 1;
  return (
    <section class="panel why" aria-labelledby="why" data-room={finished ? undefined : ""}>
      <h2 id="why">{finished ? "How it ended" : "Why it is unfinished"}</h2>
      <p class="lead">
        <TimesInText view={view} text={sentence} />
      </p>
      {several && (
        <ul class="problems">
          {parts.map(({ text }) => (
            <li>
              <TimesInText view={view} text={text} />
            </li>
          ))}
        </ul>
      )}
      {!finished && <Decide view={view} opportunity={opportunity} />}
    </section>
  );
}

/** Shown if the opportunity was deleted after the page was loaded. */
function Gone({ view }: { view: View }): Html {
  return (
    <Empty title="This opportunity no longer exists">
      <p>Its product was deleted, or the sandbox was reset.</p>
      <a class="button" href={view.href("/opportunities")}>
        All opportunities
      </a>
    </Empty>
  );
}
