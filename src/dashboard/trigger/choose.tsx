import type { HtmlEscapedString } from "hono/utils/html";
import { ChoiceField } from "../components/filter-fields.js";
import { productOptions } from "../opportunities/choices.js";
import type { View } from "../page.js";
import { KINDS } from "./kinds.js";
import type { Choice } from "./state.js";

/** The choice of what to advertise, and for which product. Both are in the page's query. */
export async function Choose({ view, choice }: { view: View; choice: Choice }): Promise<HtmlEscapedString> {
  const { kind, product } = choice;
  return (
    <div class="row apart">
      <nav class="tabs" aria-label="What to advertise">
        {KINDS.map(({ name, label }) => (
          <a
            class="button"
            href={view.href("/trigger", { kind: name, product: view.query.get("product") })}
            aria-current={name === kind.name ? "page" : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      <form method="get" action={`${view.root}/trigger`} class="filters" aria-label="Choose a product">
        {Object.entries(view.session.carry).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name="kind" value={kind.name} />
        <ChoiceField
          name="product"
          label="Product"
          value={product.id}
          {...await productOptions(view.sandbox.state)}
        />
        <button>Choose</button>
      </form>
    </div>
  );
}
