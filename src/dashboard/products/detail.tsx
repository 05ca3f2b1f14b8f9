import type { Account, Product, TestSpec } from "../../domain/records.js";
import { ActionForm } from "../components/action-form.js";
import { Columns } from "../components/columns.js";
import { CopyButton } from "../components/copy-button.js";
import { Empty } from "../components/empty.js";
import { Fact } from "../components/fact.js";
import { JsonView } from "../components/json-view.js";
import { Ago } from "../components/time.js";
import type { Action, Fragment, Html, View } from "../page.js";
import { listText } from "../opportunities/words.js";
import { productActions, productOfPage } from "./actions.js";
import { ProductFields } from "./fields.js";

/** The page's product with its Test Specs, updated live. */
export const productDetail: Fragment = {
  name: "product",
  topics: ["state", "opportunity", "exchange"],
  render(view) {
    const found = productOfPage(view);
    return found ? <Detail view={view} {...found} /> : <Gone view={view} />;
  },
};

/** Maximum number of Test Specs, and of snaps, that are shown. */
const MOST = 200;

const named = (name: string): Action => productActions.find((action) => action.name === name)!;

function Detail({ view, product, owner }: { view: View; product: Product; owner: Account }): Html {
  const { state } = view.sandbox;
  const specs = state.testSpecs(product.id);
  return (
    <div class="stack wide">
      <dl class="facts op-facts panel">
        <Fact name="Account">{owner.email}</Fact>
        <Fact name="Release">{product.release}</Fact>
        <Fact name="Made">
          <Ago view={view} at={product.created_at} />
        </Fact>
        <Fact name="Id">
          <span class="row copied">
            <code id="product-id">{product.id}</code>
            <CopyButton of="product-id" label="Copy the product id" />
          </span>
        </Fact>
        <Fact name="Snaps">
          <span class="any-text">
            {product.snaps.length === 0
              ? "none"
              : listText(product.snaps.slice(0, MOST), product.snaps.length)}
          </span>
        </Fact>
        <Fact name="More">
          <span class="row">
            <a href={view.href("/opportunities", { product: product.id })}>Opportunities</a>
            <a href={view.href("/results", { product: product.id })}>Results</a>
            <a href={view.href("/trigger", { product: product.id })}>Advertise</a>
            <a href={view.href("/exchanges", { product: product.id })}>Exchanges</a>
          </span>
        </Fact>
      </dl>
      <section class="panel stack" aria-labelledby="specs">
        <h2 id="specs">Test Specs</h2>
        <p class="muted small">
          A Test Spec says what to test on which platform. Each advertisement makes one opportunity for each
          of them. The API has no request that changes a Test Spec: delete it and make another.
        </p>
        {specs.length === 0 ? (
          <p class="muted">None yet: what is advertised is not tested.</p>
        ) : (
          <Specs view={view} specs={specs} />
        )}
        <AddSpec view={view} />
      </section>
      <details class="panel further" id="change-panel">
        <summary>Change or delete the product</summary>
        <ActionForm view={view} action={named("change")} id="change-product" class="stack">
          <ProductFields {...product} at="change" />
          <div>
            <button class="primary">Save</button>
          </div>
        </ActionForm>
        <ActionForm view={view} action={named("delete")} id="delete-product">
          <p class="small muted">Its Test Specs, opportunities and results are deleted with it.</p>
          <button class="danger">Delete the product</button>
        </ActionForm>
      </details>
    </div>
  );
}

function Specs({ view, specs }: { view: View; specs: readonly TestSpec[] }): Html {
  return (
    <>
      {specs.length > MOST && (
        <p class="muted small">{`The first ${MOST} of ${specs.length}. The API lists all of them.`}</p>
      )}
      <SpecTable view={view} specs={specs.slice(0, MOST)} />
    </>
  );
}

function SpecTable({ view, specs }: { view: View; specs: readonly TestSpec[] }): Html {
  return (
    <table class="listing labelled specs">
      <Columns names={["Name", "Platform", "Payload", "Id", ""]} />
      <tbody>
        {specs.map(({ id, name, platform, test_payload }) => (
          <tr id={`spec-${id}`}>
            <td class="any-text">{name}</td>
            <td class="any-text" data-label="Platform">
              {platform ?? "any"}
            </td>
            <td data-label="Payload">
              {test_payload === null ? "none" : <JsonView value={test_payload} open={0} />}
            </td>
            <td>
              <code>{id}</code>
            </td>
            <td>
              <ActionForm view={view} action={named("delete-spec")} id={`delete-${id}`} fields={{ spec: id }}>
                <button class="tight" aria-label={`Delete the Test Spec ${name}`}>
                  Delete
                </button>
              </ActionForm>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function AddSpec({ view }: { view: View }): Html {
  return (
    <ActionForm view={view} action={named("add-spec")} id="add-spec" class="filters">
      <label>
        Name
        <input type="text" name="name" required maxlength={200} />
      </label>
      <label>
        Platform
        <input type="text" name="platform" placeholder="any" maxlength={200} />
      </label>
      <label>
        Payload (JSON)
        <input type="text" name="test_payload" placeholder='{"test_cmds": ["true"]}' />
      </label>
      <button class="primary">Make a Test Spec</button>
    </ActionForm>
  );
}

function Gone({ view }: { view: View }): Html {
  return (
    <Empty title="This product no longer exists">
      <a class="button" href={view.href("/products")}>
        All products
      </a>
    </Empty>
  );
}
