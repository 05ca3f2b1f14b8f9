/** Event logs and results, of a product and of an organization (sections 5, 6 and 8). */
import type { Model } from "./model.js";
import { succeeded } from "./products.js";
import type { Answer, Listing, Opportunity } from "./records.js";
import type { Call } from "./routes.js";

function found({ policy, state }: Model, call: Call, listing: Listing): Opportunity[] {
  const { filters, order, scope } = policy;
  const all = listing.startsWith("legacy")
    ? scope.organizationOpportunities(state, call.account!)
    : scope.opportunities(state, call.product!);
  const isResults = listing.endsWith("results");
  const shown = isResults ? all.filter((opportunity) => filters.shows(opportunity)) : all;
  const kept = shown.filter((opportunity) => filters.keeps(listing, opportunity, call.query));
  return isResults ? order.results(kept) : order.logs(kept);
}

export const listings = {
  events(model: Model, call: Call): Answer {
    const { views } = model.policy;
    const logs = found(model, call, "events").map((opportunity) => views.log(opportunity));
    return succeeded(model, call, views.list("event_logs", logs));
  },
  results(model: Model, call: Call): Answer {
    const { views } = model.policy;
    const results = found(model, call, "results").map((opportunity) => views.result(opportunity));
    return succeeded(model, call, views.list("test_results", results));
  },
  legacyEvents(model: Model, call: Call): Answer {
    const { views } = model.policy;
    const opportunities = found(model, call, "legacy-events");
    const logs = opportunities.map((opportunity) => views.legacyLog(opportunity, call.organization!));
    return succeeded(model, call, views.list("event_logs", logs));
  },
  legacyResults(model: Model, call: Call): Answer {
    const { views } = model.policy;
    const opportunities = found(model, call, "legacy-results");
    const results = opportunities.map((opportunity) => views.legacyResult(opportunity, call.organization!));
    return succeeded(model, call, views.list("test_results", results));
  },
};
