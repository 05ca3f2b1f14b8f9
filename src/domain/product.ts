import type { Account, Change, Instant, Json, Product, TestSpec } from "./records.js";
import { notFound, type Refusal } from "./refusal.js";
import type { State } from "./state.js";

/** The fields of a product that a customer sets (D 250-258). */
export interface ProductFields {
  name: string;
  release: string;
  snaps: string[];
}

/** The fields of a Test Spec that a customer sets (L 1058-1065). */
export interface TestSpecFields {
  name: string;
  platform?: string | null;
  image_name?: string | null;
  test_payload?: Json;
}

/** The account's product, or a refusal that does not reveal other accounts' products (A-06). */
export function findProduct(state: State, account: Account, id: string): Product | Refusal {
  return state.product(account, id) ?? notFound(`product_id: this account has no product ${id}`);
}

export function createProduct(account: Account, fields: ProductFields, id: string, now: Instant): Product {
  const { name, release, snaps } = fields;
  return { id, account_id: account.id, name, release, snaps, created_at: now, gold_master_channel: null };
}

/** Replaces the customer's fields; id, time and gold master stay. */
export function updateProduct(product: Product, { name, release, snaps }: ProductFields): Product {
  return { ...product, name, release, snaps };
}

/** Removes a product and everything that belongs to it. */
export function deleteProduct(state: State, product: Product): Change[] {
  const { opportunities, walks, advertisements, feed } = state.tables;
  const ids = state.opportunityRows(product.id).map((row) => opportunities.field(row, "id"));
  const results: string[] = [];
  let walk = -1;
  for (const id of ids) {
    // Walks mostly follow each other as their opportunities do.
    walk = walks.rowOf(id, walk + 1);
    const result = walks.field(walk, "result_id");
    if (result !== null) results.push(result);
  }
  const advertised: string[] = [];
  for (const row of advertisements.rows())
    if (advertisements.isText(row, "product_id", product.id))
      advertised.push(advertisements.field(row, "id"));
  const sources = [...feed.values()].filter(({ product_id }) => product_id === product.id);
  const removals: Extract<Change, { remove: unknown }>[] = [
    { table: "results", remove: results },
    { table: "walks", remove: ids },
    { table: "opportunities", remove: ids },
    { table: "test_specs", remove: state.allTestSpecs(product.id).map(({ id }) => id) },
    { table: "advertisements", remove: advertised },
    { table: "feed", remove: sources.map(({ id }) => id) },
    { table: "products", remove: [product.id] },
  ];
  return removals.filter(({ remove }) => remove.length > 0);
}

export function createTestSpec(product: Product, fields: TestSpecFields, id: string, now: Instant): TestSpec {
  return {
    id,
    product_id: product.id,
    name: fields.name,
    platform: fields.platform ?? null,
    image_name: fields.image_name ?? null,
    test_payload: fields.test_payload ?? null,
    created_at: now,
    deleted: false,
  };
}

/** The product's Test Spec; a deleted one is not found. */
export function findTestSpec(state: State, product: Product, id: string): TestSpec | Refusal {
  const spec = state.testSpec(id);
  if (spec?.product_id === product.id && !spec.deleted) return spec;
  return notFound(`test_spec_id: product ${product.id} has no Test Spec ${id}`);
}
