import type { HtmlEscapedString } from "hono/utils/html";
import { inTurns } from "../../clock/in-turns.js";
import type { Account, Product } from "../../domain/records.js";
import type { State } from "../../domain/state.js";
import { ActionForm } from "../components/action-form.js";
import { Columns } from "../components/columns.js";
import { Empty } from "../components/empty.js";
import { ChoiceField } from "../components/filter-fields.js";
import { Ago } from "../components/time.js";
import type { Fragment, Html, View } from "../page.js";
import { makeProduct } from "./actions.js";
import { ProductFields } from "./fields.js";

/** Maximum number of products in the list; the search finds the others. */
const MOST = 200;

/** The products of all accounts. */
export const productList: Fragment = {
  name: "products",
  topics: ["state", "opportunity"],
  render: (view) => <List view={view} />,
};

async function List({ view }: { view: View }): Promise<HtmlEscapedString> {
  const { state } = view.sandbox;
  const unfinished = await unfinishedOf(state);
  const count = state.tables.products.size;
  if (count === 0)
    return (
      <Empty title="No product yet">
        <p>A product has snaps, and Test Specs that say what is tested when one of them is advertised.</p>
      </Empty>
    );
  return (
    <>
      {count > MOST && (
        <p class="muted small">{`The first ${MOST} of ${count}. Search for the others by name.`}</p>
      )}
      <table class="listing labelled products">
        <Columns names={["Product", "Account", "Test Specs", "Opportunities", "Unfinished", "Made"]} />
        <tbody>
          {firstProducts(state).map(({ product, owner }) => {
            const opportunities = state.opportunityRows(product.id).length;
            return (
              <tr id={`product-${product.id}`}>
                <td>
                  <a class="line-text" href={view.href(`/products/${product.id}`)}>
                    {product.name}
                  </a>
                  <span class="muted small line-text">{product.release}</span>
                </td>
                <td>
                  <span class="line-text">{owner.email}</span>
                </td>
                <td class="number" data-label="Test Specs">
                  {String(state.testSpecs(product.id).length)}
                </td>
                <td class="number" data-label="Opportunities">
                  <a href={view.href("/opportunities", { product: product.id })}>{String(opportunities)}</a>
                </td>
                <td class="number" data-label="Unfinished">
                  {String(unfinished.get(product.id) ?? 0)}
                </td>
                <td class="muted small" data-label="Made">
                  <Ago view={view} at={product.created_at} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

/** The first products, account by account. */
function firstProducts(state: State): { product: Product; owner: Account }[] {
  const first: { product: Product; owner: Account }[] = [];
  for (const owner of state.accounts()) {
    if (first.length >= MOST) break;
    first.push(
      ...state
        .products(owner)
        .slice(0, MOST)
        .map((product) => ({ product, owner })),
    );
  }
  return first.slice(0, MOST);
}

/** The number of unfinished opportunities of each product that has some. */
async function unfinishedOf(state: State): Promise<ReadonlyMap<string, number>> {
  const unfinished = new Map<string, number>();
  const { opportunities } = state.tables;
  await inTurns(state.unfinished, (id) => {
    // It may be deleted meanwhile.
    const row = opportunities.rowOf(id);
    if (row === -1) return;
    const product = opportunities.field(row, "product_id");
    unfinished.set(product, (unfinished.get(product) ?? 0) + 1);
  });
  return unfinished;
}

/** The form that makes a product. */
export function MakeProduct({ view }: { view: View }): Html {
  const accounts = view.sandbox.state.accounts().map(({ email }) => [email, email] as const);
  return (
    <details class="panel further" id="make-product-panel">
      <summary>Make a product</summary>
      <ActionForm view={view} action={makeProduct} id="make-product" class="stack">
        <ChoiceField name="account" label="Account" value={undefined} options={accounts} />
        <ProductFields name="" release="15.04-core" snaps={[]} at="make" />
        <div>
          <button class="primary">Make it</button>
        </div>
      </ActionForm>
    </details>
  );
}
