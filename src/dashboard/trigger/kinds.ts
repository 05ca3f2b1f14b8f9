import type { Product } from "../../domain/records.js";
import type { State } from "../../domain/state.js";
import { MAX_ROWS } from "../fields/form-value.js";
import type { View } from "../page.js";
import { operationView } from "../spec/operation-view.js";
import type { ShownSchema } from "../spec/shown-schema.js";
import { latestRevision, latestRevisions } from "./latest-revisions.js";

/** A kind of thing that can be advertised. */
export interface Kind {
  /** Its name in the page's address. */
  name: "snap" | "image" | "gold-master";
  label: string;
  operationId: string;
  /** Suggests a body from the sandbox's records. */
  suggest: (state: State, product: Product) => Promise<Record<string, unknown>>;
  /** What the suggestion leaves out; null if nothing. */
  note: (product: Product) => string | null;
}

/** Each kind, in the order of its tabs. */
export const KINDS: readonly Kind[] = [
  {
    name: "snap",
    label: "Snap revision",
    operationId: "advertiseSnap",
    note: () => null,
    async suggest(state, product) {
      const name = product.snaps.at(-1);
      return {
        ...(name === undefined ? {} : { name, revision: (await latestRevision(state, product, name)) + 1 }),
        channel: "edge",
      };
    },
  },
  {
    name: "image",
    label: "Image",
    operationId: "advertiseImage",
    note: () => null,
    suggest(state, product) {
      const { opportunities } = state.tables;
      const images = state
        .latestRows(product.id)
        .filter((row) => opportunities.field(row, "trigger") === "image");
      const known = new Set(images.map((row) => opportunities.field(row, "image_unique_id")));
      let number = known.size + 1;
      while (known.has(`image-${number}`)) number += 1;
      const image_unique_id = `image-${number}`;
      return Promise.resolve({
        image_unique_id,
        image_reference: `http://images.example.com/${image_unique_id}.img`,
        channel: "edge",
        extra_snaps: [],
      });
    },
  },
  {
    name: "gold-master",
    label: "Gold master",
    operationId: "advertiseGoldMaster",
    note: ({ snaps: { length } }) =>
      length > MAX_ROWS
        ? `The form has the first ${MAX_ROWS} of the product’s ${length} snaps, if you do not name others. Edit it as JSON to advertise more.`
        : null,
    async suggest(state, product) {
      const revisions = await latestRevisions(state, product, product.snaps.slice(0, MAX_ROWS));
      const snaps = Array.from(revisions, ([name, revision]) => ({ name, revision: Math.max(1, revision) }));
      return { snaps, channel: "stable" };
    },
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
