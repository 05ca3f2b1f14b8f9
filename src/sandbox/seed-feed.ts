import type { FieldPlaces } from "../documents/field-places.js";
import { unknownName, quote } from "../schema/words.js";
import type { Channel } from "../domain/records.js";
import { MOST_MADE } from "../domain/trigger.js";

/** A series of snap revisions that the snap feed advertises. */
export interface SeedFeed {
  /** Name of a product of the seed. */
  product: string;
  snap: {
    name: string;
    channel: Channel;
    /** The same revision each time, or a series. */
    revision?: number;
    revisions?: { start: number; step?: number };
  };
  /** Time from the start to the first revision. Default: `every`. */
  at?: string;
  /** Time between two revisions. */
  every?: string;
  /** Total number; with `every`. Default: endless. */
  count?: number;
  /** Advertise only while a client (such as the dashboard) follows the sandbox's events, on a scaled clock. */
  while_watched?: boolean;
}

/** What a feed needs of a product of the seed. */
interface FedProduct {
  name: string;
  snaps: string[];
  test_specs?: object[];
}

/** The rules for feeds that the schema cannot express. */
export function* feedProblems(
  feed: readonly SeedFeed[],
  products: readonly FedProduct[],
  places: FieldPlaces,
): Generator<string> {
  const byName = new Map<string, FedProduct[]>();
  for (const product of products) {
    const others = byName.get(product.name);
    if (others) others.push(product);
    else byName.set(product.name, [product]);
  }
  for (const [index, entry] of feed.entries())
    for (const [field, problem] of problemsOf(entry, byName))
      yield places.problem(["feed", index, ...field], problem);
}

type Problem = [field: string[], problem: string];

function problemsOf(
  { product: name, snap, at, every, count, while_watched }: SeedFeed,
  products: ReadonlyMap<string, readonly FedProduct[]>,
): Problem[] {
  const problems: Problem[] = [];
  const named = products.get(name) ?? [];
  const [product] = named;
  if (!product) {
    problems.push([["product"], unknownName("unknown product", name, [...products.keys()])]);
  } else if (named.length > 1) {
    problems.push([
      ["product"],
      `${named.length} products are named ${quote(name)}; give each a name of its own`,
    ]);
  } else {
    if (!product.snaps.includes(snap.name))
      problems.push([["snap", "name"], unknownName("not a snap of the product", snap.name, product.snaps)]);
    const specs = (product.test_specs ?? []).length;
    if (specs === 0)
      problems.push([["product"], `${quote(name)} has no test_specs, so it would create no opportunities`]);
    else if (specs > MOST_MADE)
      problems.push([
        ["product"],
        `${quote(name)} has ${specs} test_specs; accepted: at most ${MOST_MADE}, each makes an opportunity`,
      ]);
  }
  if ((snap.revision === undefined) === (snap.revisions === undefined))
    problems.push([["snap"], "accepted: either revision, or revisions: { start, step }"]);
  if (at === undefined && every === undefined) problems.push([[], "accepted: at, every, or both"]);
  if (every !== undefined && Number.parseFloat(every) === 0)
    problems.push([["every"], `got ${quote(every)}; accepted: more than nothing`]);
  if (every === undefined && count !== undefined)
    problems.push([["count"], "accepted: only together with every"]);
  if (while_watched === true && (every === undefined || count !== undefined))
    problems.push([["while_watched"], "accepted: only with every, and without count"]);
  return problems;
}
