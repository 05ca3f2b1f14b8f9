import { inTurns } from "../../clock/in-turns.js";
import type { Product, SnapRevision } from "../../domain/records.js";
import type { State } from "../../domain/state.js";

/** Maximum number of snaps of opportunities that are looked at: those that were advertised last. */
const MOST_SNAPS = 100_000;

/** The highest revision of each of a product's snaps that was advertised lately; 0 if there is none. In turns. */
export async function latestRevisions(
  state: State,
  product: Product,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const highest = new Map(names.map((name) => [name, 0]));
  await inTurns(latestSnaps(state, product), ({ name, revision }) => {
    const known = highest.get(name);
    if (known !== undefined && revision > known) highest.set(name, revision);
  });
  return highest;
}

/** The same of one snap. */
export const latestRevision = async (state: State, product: Product, name: string): Promise<number> =>
  (await latestRevisions(state, product, [name])).get(name)!;

/** The snaps of a product's latest opportunities, those of a gold master once. */
function* latestSnaps(state: State, { id }: Product): Generator<SnapRevision> {
  const { opportunities } = state.tables;
  let left = MOST_SNAPS;
  let last = "";
  for (const row of state.latestRows(id).reverse()) {
    // It may be deleted meanwhile.
    if (!opportunities.isThere(row)) continue;
    if (opportunities.field(row, "trigger") === "gold-master") {
      const image = opportunities.field(row, "image_unique_id");
      if (image === last) continue;
      last = image;
    }
    for (const snap of opportunities.field(row, "snaps")) {
      if (left-- === 0) return;
      yield snap;
    }
  }
}
