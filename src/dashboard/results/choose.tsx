import type { HtmlEscapedString } from "hono/utils/html";
import { ChoiceField } from "../components/filter-fields.js";
import { productOptions } from "../opportunities/choices.js";
import type { Fragment, View } from "../page.js";
import { choiceOf, whatOptions } from "./choice.js";

/** The form that chooses a product and what to show of it. It sets the page's query. */
export const choose: Fragment = {
  name: "choose",
  topics: ["opportunity", "state"],
  render: (view) => <Choose view={view} />,
};

async function Choose({ view }: { view: View }): Promise<HtmlEscapedString> {
  const { state } = view.sandbox;
  const { product, what } = choiceOf(view);
  const products = await productOptions(state);
  const options = product === null ? { options: [] } : await whatOptions(state, product);
  return (
    <form
      method="get"
      action={`${view.root}/results`}
      class="filters"
      role="search"
      aria-label="Choose results"
    >
      {Object.entries(view.session.carry).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <ChoiceField name="product" label="Product" value={product?.id} {...products} />
      <ChoiceField
        name="what"
        label="Of"
        value={what === "" ? undefined : what}
        {...options}
        none="everything"
      />
      <button class="primary">Show</button>
    </form>
  );
}
