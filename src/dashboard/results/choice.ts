import { inTurns } from "../../clock/in-turns.js";
import type { Opportunity, Product, TestStatus } from "../../domain/records.js";
import type { State } from "../../domain/state.js";
import { lastEvent, storedAt } from "../../domain/events.js";
import type { Option } from "../components/filter-fields.js";
import { type FirstOptions, firstOf } from "../opportunities/choices.js";
import type { View } from "../page.js";
import type { Run } from "./matrix.js";
import type { StoredResult } from "./over-time.js";

/** The choice in the page's query. */
export interface Choice {
  /** Null if the sandbox has no product, or none with that id. */
  product: Product | null;
  /** As the form names it: empty for all, `image`, `gold-master`, or `snap:` with the snap's name. */
  what: string;
}

/** The product of the query, else the one with the latest advertisement, and the chosen things of it. */
export function choiceOf({ query, sandbox: { state } }: View): Choice {
  const { products } = state.tables;
  const asked = query.get("product") ?? "";
  const product = asked === "" ? latestProduct(state) : products.get(asked.toLowerCase());
  return { product: product ?? null, what: query.get("what") ?? "" };
}

function latestProduct({ tables }: State): Product | undefined {
  const [latest] = tables.opportunities.rowsBack();
  const [first] = tables.products.values();
  return latest === undefined ? first : tables.products.get(tables.opportunities.field(latest, "product_id"));
}

/** The choice as filters of the matrix. An unknown value matches no row. */
export function matrixChoice({ what }: Choice): { trigger?: Opportunity["trigger"]; snap?: string } {
  if (what === "") return {};
  if (what.startsWith("snap:")) return { trigger: "snap", snap: what.slice("snap:".length) };
  return { trigger: what as "image" };
}

/** The options for a product: the things that it has opportunities for. */
export async function whatOptions(state: State, product: Product): Promise<FirstOptions> {
  const snaps = new Set<string>();
  const others = new Set<string>();
  const { opportunities } = state.tables;
  await inTurns(state.opportunityRows(product.id), (row) => {
    if (!opportunities.isThere(row)) return;
    const trigger = opportunities.field(row, "trigger");
    if (trigger !== "snap") return others.add(trigger);
    const snap = opportunities.field(row, "primary_snap_name");
    if (snap !== null) snaps.add(snap);
  });
  const first = await firstOf(snaps, (name) => [`snap:${name}`, `revisions of ${name}`]);
  const kinds: Option[] = [
    ...(others.has("image") ? ([["image", "images"]] as const) : []),
    ...(others.has("gold-master") ? ([["gold-master", "gold masters"]] as const) : []),
  ];
  return { options: [...kinds, ...first.options], count: kinds.length + first.count };
}

/** Calls `each` with a product's opportunities and their progress, oldest first, without those that are deleted meanwhile. */
export async function eachRun(state: State, product: Product, each: (run: Run) => void): Promise<void> {
  await inTurns(state.opportunityRows(product.id), (row) => {
    const opportunity = state.tables.opportunities.at(row);
    if (opportunity === undefined) return;
    const walk = state.walk(opportunity.id);
    const test_status: TestStatus | null = state.result(walk.result_id ?? "")?.test_status ?? null;
    each({ opportunity, state: lastEvent(walk)!, test_status });
  });
}

/** A product's stored results of the chosen things, oldest first, without those that are deleted meanwhile. */
export async function storedResults(state: State, product: Product, choice: Choice): Promise<StoredResult[]> {
  const { trigger, snap } = matrixChoice(choice);
  const found: StoredResult[] = [];
  const { results } = state.tables;
  await inTurns(state.resultRows(product.id), (row) => {
    const id = results.isThere(row) ? results.field(row, "opportunity_id") : "";
    const opportunity = state.opportunity(id);
    if (opportunity === undefined) return;
    if (trigger !== undefined && opportunity.trigger !== trigger) return;
    if (snap !== undefined && opportunity.primary_snap_name !== snap) return;
    const status = results.field(row, "test_status");
    found.push({ at: storedAt(state.walk(id))!, status, platform: opportunity.platform });
  });
  return found;
}
