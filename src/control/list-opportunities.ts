import { lastEvent } from "../domain/events.js";
import type { Opportunity, TriggerKind } from "../domain/records.js";
import { notFound, type Refusal } from "../domain/refusal.js";
import type { State } from "../domain/state.js";

/** Filters of the list, which must all match, and the position of its page. */
export interface OpportunityFilters {
  /** The beginning of the id, in either case. */
  id_prefix?: string | undefined;
  product?: string | undefined;
  /** An event type or a test status. */
  status?: string | undefined;
  platform?: string | undefined;
  snap?: string | undefined;
  /** The revision of the primary snap, if there is one. */
  revision?: number | undefined;
  /** A Test Spec's id. */
  spec?: string | undefined;
  /** An `image_unique_id`. */
  image?: string | undefined;
  trigger?: TriggerKind | undefined;
  unfinished?: "true" | "false" | undefined;
  limit: number;
  before?: string | undefined;
}

/** One page of a list of opportunities, newest first. */
export interface OpportunityPage {
  page: Opportunity[];
  total: number;
  next: string | null;
}

/** Finds opportunities of all accounts, newest first. */
export function listOpportunities(state: State, filters: OpportunityFilters): OpportunityPage | Refusal {
  const { limit } = filters;
  const before = filters.before?.toLowerCase();
  if (before !== undefined && state.opportunity(before) === undefined)
    return notFound(`before: opportunity ${before} does not exist`);
  let base = narrowest(state, filters);
  // The previous page may have ended with an opportunity that is finished now.
  if (before !== undefined && !base.some(({ id }) => id === before))
    base = [...state.tables.opportunities.values()];
  const page: Opportunity[] = [];
  let total = 0;
  let begun = before === undefined;
  let more = false;
  for (let index = base.length - 1; index >= 0; index--) {
    const opportunity = base[index]!;
    const passes = matches(state, opportunity, filters);
    if (passes) total += 1;
    if (begun && passes) {
      if (page.length < limit) page.push(opportunity);
      else more = true;
    }
    if (opportunity.id === before) begun = true;
  }
  return { page, total, next: more ? page.at(-1)!.id : null };
}

/** The smallest list of an index, oldest first, that contains every match. */
function narrowest(state: State, { product, unfinished, status = "" }: OpportunityFilters): Opportunity[] {
  if (product !== undefined) return state.opportunities(product.toLowerCase());
  if (unfinished === "true" || UNFINISHED.has(status)) {
    return Array.from(state.unfinished, (id) => state.opportunity(id)!);
  }
  return [...state.tables.opportunities.values()];
}

const UNFINISHED: ReadonlySet<string> = new Set(["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED"]);

function matches(state: State, opportunity: Opportunity, filters: OpportunityFilters): boolean {
  const { id_prefix, product, status, platform, snap, revision, spec, image, trigger, unfinished } = filters;
  const { id, product_id, primary_snap_name } = opportunity;
  if (id_prefix !== undefined && !id.startsWith(id_prefix.toLowerCase())) return false;
  if (product !== undefined && product_id !== product.toLowerCase()) return false;
  if (platform !== undefined && opportunity.platform !== platform) return false;
  if (snap !== undefined && primary_snap_name !== snap) return false;
  if (revision !== undefined && primaryRevision(opportunity) !== revision) return false;
  if (spec !== undefined && opportunity.test_spec_id !== spec) return false;
  if (image !== undefined && opportunity.image_unique_id !== image) return false;
  if (trigger !== undefined && opportunity.trigger !== trigger) return false;
  if (unfinished !== undefined && state.unfinished.has(id) !== (unfinished === "true")) return false;
  if (status === undefined) return true;
  const walk = state.walk(id);
  return lastEvent(walk) === status || state.result(walk.result_id ?? "")?.test_status === status;
}

/** The revision of the primary snap; null if there is none (an image). */
export function primaryRevision({ snaps, primary_snap_name }: Opportunity): number | null {
  return snaps.findLast(({ name }) => name === primary_snap_name)?.revision ?? null;
}
