/** The filters of logs and results (sections 5 and 6), and the events that they look at. */
import type { Agent, Listing, Opportunity, Query, TestEvent } from "./records.js";

export function rightFilters() {
  const filters = {
    opportunity: (_listing: Listing, { id }: Opportunity, wanted: string): boolean => id === wanted,
    image: (_listing: Listing, { imageUniqueId }: Opportunity, wanted: string): boolean =>
      imageUniqueId === wanted,
    from: (_listing: Listing, time: number, start: number): boolean => time >= start,
    until: (_listing: Listing, time: number, end: number): boolean => time < end,
    /** The time that dates are about: of results, that of storing. */
    time: (listing: Listing, opportunity: Opportunity): number =>
      listing.endsWith("results") ? opportunity.result!.storedAt! : opportunity.queuedAt,
    /** Filters are joined with AND. */
    all: (_listing: Listing, checks: boolean[]): boolean => checks.every(Boolean),
    /** What of the query is looked at. */
    used: (_listing: Listing, query: Query): Query => query,
    keeps(listing: Listing, opportunity: Opportunity, sent: Query): boolean {
      const query = filters.used(listing, sent);
      const time = filters.time(listing, opportunity);
      const checks: boolean[] = [];
      if (query.test_opportunity_id !== undefined)
        checks.push(filters.opportunity(listing, opportunity, query.test_opportunity_id));
      if (query.image_unique_id !== undefined)
        checks.push(filters.image(listing, opportunity, query.image_unique_id));
      if (query.start_date !== undefined) checks.push(filters.from(listing, time, query.start_date));
      if (query.end_date !== undefined) checks.push(filters.until(listing, time, query.end_date));
      return checks.length === 0 || filters.all(listing, checks);
    },
    /** A result shows once it is stored. */
    shows: (opportunity: Opportunity): boolean => typeof opportunity.result?.storedAt === "number",
  };
  return filters;
}

/** The flow of section 5: what each step leaves in the log. */
export function rightFlow() {
  const flow = {
    /** Between RESULT_POSTED and RESULT_STORED, in milliseconds. */
    storeDelay: 30,
    queued: (at: number): TestEvent => ({ type: "QUEUED_FOR_AGENTS", at }),
    picked: (at: number, agent: Agent): TestEvent => ({ type: "PICKED_BY_AGENT", at, agent }),
    posted: (at: number, opportunity: Opportunity): TestEvent => ({
      type: "RESULT_POSTED",
      at,
      agent: opportunity.holder!,
      resultId: opportunity.result!.id,
      testStatus: opportunity.result!.post.testStatus,
    }),
    stored: (at: number, opportunity: Opportunity): TestEvent => ({
      type: "RESULT_STORED",
      at,
      resultId: opportunity.result!.id,
      testStatus: opportunity.result!.post.testStatus,
    }),
    add(opportunity: Opportunity, event: TestEvent): void {
      opportunity.events.push(event);
      opportunity.updatedAt = event.at;
    },
    /** Set on the result when it is stored. */
    storedAt: (at: number, _opportunity: Opportunity): number => at,
  };
  return flow;
}
