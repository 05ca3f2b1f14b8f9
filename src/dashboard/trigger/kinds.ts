import type { Product } from "../../domain/records.js";
import type { State } from "../../domain/state.js";
import type { View } from "../page.js";
import { operationView } from "../spec/operation-view.js";
import type { ShownSchema } from "../spec/shown-schema.js";

/** A kind of thing that can be advertised. */
export interface Kind {
  /** Its name in the page's address. */
  name: "snap" | "image" | "gold-master";
  label: string;
  operationId: string;
  /** Suggests a body from the sandbox's records. */
  suggest: (state: State, product: Product) => Record<string, unknown>;
}

/** Each kind, in the order of its tabs. */
export const KINDS: readonly Kind[] = [
  {
    name: "snap",
    label: "Snap revision",
    operationId: "advertiseSnap",
    suggest(state, product) {
      const name = product.snaps.at(-1);
      return {
        ...(name === undefined ? {} : { name, revision: latest(state, product, name) + 1 }),
        channel: "edge",
      };
    },
  },
  {
    name: "image",
    label: "Image",
    operationId: "advertiseImage",
    suggest(state, product) {
      const images = state.latestOpportunities(product.id).filter(({ trigger }) => trigger === "image");
      const known = new Set(images.map(({ image_unique_id }) => image_unique_id));
      let number = known.size + 1;
      while (known.has(`image-${number}`)) number += 1;
      const image_unique_id = `image-${number}`;
      return {
        image_unique_id,
        image_reference: `http://images.example.com/${image_unique_id}.img`,
        channel: "edge",
        extra_snaps: [],
      };
    },
  },
  {
    name: "gold-master",
    label: "Gold master",
    operationId: "advertiseGoldMaster",
    suggest: (state, product) => ({
      snaps: product.snaps.map((name) => ({ name, revision: Math.max(1, latest(state, product, name)) })),
      channel: "stable",
    }),
  },
];

/** The kind with this name, else the first. */
export const kindNamed = (name: string | null): Kind => KINDS.find((kind) => kind.name === name) ?? KINDS[0]!;

/** The schema of the body. If the operation accepts several forms, the first. */
export function schemaOf({ productSpec }: View, { operationId }: Kind): ShownSchema {
  const operation = productSpec.operations.find((one) => one.operationId === operationId)!;
  const { schema } = operationView(productSpec, operation).body!;
  return schema.forms[0] ?? schema;
}

/** The request path of a kind for a product. */
export function pathOf({ productSpec }: View, { operationId }: Kind, product: Product): string {
  const { path } = productSpec.operations.find((one) => one.operationId === operationId)!;
  return path.replace("{product_id}", product.id);
}

/** The highest revision of a product's snap that was advertised lately; 0 if there is none. */
function latest(state: State, product: Product, snap: string): number {
  const seen = state
    .latestOpportunities(product.id)
    .flatMap(({ snaps }) => snaps.filter(({ name }) => name === snap));
  return seen.reduce((highest, { revision }) => Math.max(highest, revision), 0);
}
