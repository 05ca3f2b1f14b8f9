import { inTurns } from "../clock/in-turns.js";
import { lastEvent } from "../domain/events.js";
import type { Opportunity, TriggerKind } from "../domain/records.js";
import { notFound, type Refusal } from "../domain/refusal.js";
import type { State } from "../domain/state.js";

/** Filters of the list, which must all match. */
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
}

/** One page of a list of opportunities, newest first. */
export interface OpportunityPage {
  page: Opportunity[];
  total: number;
  next: string | null;
}

/** Finds opportunities of all accounts, newest first. Others have turns meanwhile, so one of the page may be deleted. */
export async function listOpportunities(
  state: State,
  { before, limit, ...filters }: OpportunityFilters & { limit: number; before?: string | undefined },
): Promise<OpportunityPage | Refusal> {
  const above = before === undefined ? Infinity : state.tables.opportunities.rowOf(before.toLowerCase());
  if (above === -1) return notFound(`before: opportunity ${before!.toLowerCase()} does not exist`);
  const page: Opportunity[] = [];
  let total = 0;
  let more = false as boolean;
  await eachMatch(state, filters, (opportunity, row) => {
    total += 1;
    if (row >= above) return;
    if (page.length < limit) page.push(opportunity);
    else more = true;
  });
  return { page, total, next: more ? page.at(-1)!.id : null };
}

/** Calls `each` for the opportunities that match, newest first, in turns. */
export async function eachMatch(
  state: State,
  filters: OpportunityFilters,
  each: (opportunity: Opportunity, row: number) => void,
): Promise<void> {
  await inTurns(newestFirst(state, filters), (row) => {
    // It may be deleted meanwhile.
    const opportunity = state.tables.opportunities.at(row);
    if (opportunity !== undefined && matches(state, opportunity, filters)) each(opportunity, row);
  });
}

/** The rows of the smallest list of an index that contains every match. */
function newestFirst(
  state: State,
  { product, unfinished, status = "" }: OpportunityFilters,
): Iterable<number> {
  const { opportunities } = state.tables;
  if (product !== undefined) return state.opportunityRows(product.toLowerCase()).reverse();
  if (unfinished !== "true" && !UNFINISHED.has(status)) return opportunities.rowsBack();
  return rowsOf(state, [...state.unfinished].reverse());
}

function* rowsOf({ tables }: State, ids: Iterable<string>): Generator<number> {
  for (const id of ids) yield tables.opportunities.rowOf(id);
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
