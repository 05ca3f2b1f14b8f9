import type { Past, ToldOpportunity, ToldProduct, ToldSpec, ToldWork } from "./past.js";

/** One thing that the replay does because the recording shows its effect and has no exchange that does it. */
export type Act = { at: number; due: number } & (
  | { does: "product"; product: ToldProduct }
  | { does: "spec"; spec: ToldSpec }
  /** All opportunities of one image of a product. */
  | { does: "trigger"; opportunities: ToldOpportunity[] }
  | { does: "pick"; opportunity: ToldOpportunity }
  | { does: "post"; opportunity: ToldOpportunity }
);

const RANK: Readonly<Record<Act["does"], number>> = { product: 0, spec: 1, trigger: 2, pick: 3, post: 4 };

/** The key of what an act does: each is done once. */
export function keyOf(act: Act): string {
  if (act.does === "product") return `product ${act.product.id}`;
  if (act.does === "spec") return `spec ${act.spec.id ?? `${act.spec.product} ${act.spec.name}`}`;
  if (act.does === "trigger") return `trigger ${imageOf(act.opportunities[0]!)}`;
  return `${act.does} ${act.opportunity.id}`;
}

function imageOf({ product, context, id }: ToldOpportunity): string {
  const image = context["image_unique_id"];
  return `${product} ${typeof image === "string" ? image : id}`;
}

/**
 * What the recording shows and does not do, in the order of its times. An act is due before the first exchange that shows it
 * or anything later, so that lists have their order.
 * @param timeOf the deployment's time at the beginning of an exchange
 * @param done when the recording's own requests with effects came, and in which exchange
 */
export function actsOf(
  { products, specs, opportunities }: Past,
  timeOf: (n: number) => number,
  done: readonly { at: number; n: number }[],
): Act[] {
  const acts: Act[] = [];
  /** Not told: a moment before it is seen. */
  const when = ({ at, seen }: { at: number | null; seen: number }): number => at ?? timeOf(seen) - 1;
  for (const product of [
    ...products.values(),
    ...untoldProducts(products, opportunities.values(), specs.values()),
  ])
    if (!product.isMade) acts.push({ does: "product", product, at: when(product), due: product.seen });
  const triggers = new Map<string, ToldOpportunity[]>();
  const posts: { opportunity: ToldOpportunity; posted: ToldWork }[] = [];
  for (const opportunity of opportunities.values()) {
    if (!opportunity.isMade)
      triggers.set(imageOf(opportunity), [...(triggers.get(imageOf(opportunity)) ?? []), opportunity]);
    const { picked, posted } = opportunity;
    if (picked !== null) acts.push({ does: "pick", opportunity, at: when(picked), due: picked.seen });
    if (posted !== null) posts.push({ opportunity, posted });
  }
  posts.sort((one, other) => one.posted.order - other.posted.order);
  for (const { opportunity, posted } of posts)
    acts.push({ does: "post", opportunity, at: when(posted), due: posted.seen });
  for (const group of triggers.values())
    acts.push({
      ...{ does: "trigger", opportunities: group },
      at: least(group.map(when)),
      due: least(group.map(({ seen }) => seen)),
    });
  const known = [...specs.values()];
  for (const spec of inOrderOf(opportunities.values(), [...known, ...untold(triggers.values(), known)]))
    if (!spec.isMade) acts.push({ does: "spec", spec, at: when(spec), due: spec.seen });
  afterWhatTheyNeed(acts);
  acts.sort((one, other) => one.at - other.at || RANK[one.does] - RANK[other.does]);
  dueBefore(acts, done);
  return acts;
}

/** Test Specs in the order of their opportunities, which an advertisement makes in the order of the Test Specs. */
function inOrderOf(opportunities: Iterable<ToldOpportunity>, specs: readonly ToldSpec[]): ToldSpec[] {
  const places = new Map<string, number>();
  for (const { product, spec } of opportunities) {
    const key = specKey({ product, name: spec ?? UNKNOWN });
    if (!places.has(key)) places.set(key, places.size);
  }
  const placeOf = (spec: ToldSpec): number => places.get(specKey(spec)) ?? places.size;
  return specs.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** The products of which only their opportunities and Test Specs tell. */
function untoldProducts(
  known: ReadonlyMap<string, ToldProduct>,
  ...things: Iterable<ToldOpportunity | ToldSpec>[]
): ToldProduct[] {
  const found = new Map<string, ToldProduct>();
  for (const { product, isMade, account, seen, at } of things.flatMap((all) => [...all])) {
    if (isMade || known.has(product)) continue;
    const before = found.get(product);
    const one = {
      id: product,
      account,
      isMade: false,
      fields: null,
      advertised: new Set<string>(),
      hasAllSpecs: false,
    };
    found.set(product, {
      ...one,
      seen: Math.min(seen, before?.seen ?? Infinity),
      at: at === null ? null : at - 2,
    });
  }
  return [...found.values()];
}

/** The Test Specs of which only opportunities tell. */
function untold(groups: Iterable<readonly ToldOpportunity[]>, specs: readonly ToldSpec[]): ToldSpec[] {
  const known = new Set(specs.map(specKey));
  const found = new Map<string, ToldSpec>();
  for (const group of groups) {
    const first = least(group.map(({ at }) => at ?? Infinity));
    for (const { product, spec, account, seen, context } of group) {
      const name = spec ?? UNKNOWN;
      const key = specKey({ product, name });
      if (known.has(key)) continue;
      const { platform = null, image_name = null } = context;
      const before = found.get(key);
      const at = Math.min(first - 1, before?.at ?? Infinity);
      found.set(key, {
        ...{ account, isMade: false, id: null, product, name, at: at === Infinity ? null : at },
        seen: Math.min(seen, before?.seen ?? Infinity),
        fields: { name, platform, image_name },
      });
    }
  }
  return [...found.values()];
}

/** The name of a Test Spec that nothing tells. */
const UNKNOWN = "unknown";
const specKey = ({ product, name }: Pick<ToldSpec, "product" | "name">): string => `${product}\n${name}`;

/** Moves acts whose times are not told, or are told otherwise, behind what they need: acts are sorted by time only. */
function afterWhatTheyNeed(acts: Act[]): void {
  const first = new Map<string, number>();
  for (const act of acts) {
    const product = productOf(act);
    if (act.does !== "product") first.set(product, Math.min(first.get(product) ?? Infinity, act.at));
  }
  const firstTrigger = new Map<string, number>();
  for (const act of acts)
    if (act.does === "trigger")
      for (const { spec, product, id } of act.opportunities) {
        firstTrigger.set(id, act.at);
        const key = specKey({ product, name: spec ?? UNKNOWN });
        firstTrigger.set(key, Math.min(firstTrigger.get(key) ?? Infinity, act.at));
      }
  for (const act of acts) {
    if (act.does === "product") act.at = Math.min(act.at, first.get(act.product.id) ?? Infinity);
    if (act.does === "spec" && act.spec.at === null)
      act.at = Math.min(act.at, firstTrigger.get(specKey(act.spec)) ?? Infinity);
    if (act.does === "pick" || act.does === "post")
      act.at = Math.max(act.at, firstTrigger.get(act.opportunity.id) ?? -Infinity);
  }
}

function productOf(act: Act): string {
  if (act.does === "product") return act.product.id;
  if (act.does === "spec") return act.spec.product;
  return act.does === "trigger" ? act.opportunities[0]!.product : act.opportunity.product;
}

/** Nothing may be done after the first exchange that shows, or does, something later. */
function dueBefore(acts: Act[], done: readonly { at: number; n: number }[]): void {
  const later = done.toSorted((one, other) => one.at - other.at);
  let due = Infinity;
  for (let index = acts.length - 1; index >= 0; index--) {
    const act = acts[index]!;
    while (later.length > 0 && later.at(-1)!.at >= act.at) due = Math.min(due, later.pop()!.n);
    due = Math.min(due, act.due);
    act.due = due;
  }
}

/** The least of some numbers, however many; Infinity of none. */
const least = (numbers: readonly number[]): number =>
  numbers.reduce((one, other) => Math.min(one, other), Infinity);
