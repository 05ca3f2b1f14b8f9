import { ChoiceField, TextField } from "../components/filter-fields.js";
import type { Html, View } from "../page.js";
import { FILTERS, filtersOf, showsPolls } from "./find.js";

/** Filters that most visitors do not need; unfolded if one of them is set. */
const FURTHER = ["agent", "account", "product", "opportunity"] as const;

/** The filters of the list. They are the page's query, so that the filtered list has an address to share. */
export function FilterForm({ view }: { view: View }): Html {
  const { sandbox, productSpec, session } = view;
  const set = filtersOf(view);
  const { tables } = sandbox.state;
  const products = [...tables.products.values()];
  return (
    <form
      method="get"
      action={`${view.root}/exchanges`}
      class="filters"
      role="search"
      aria-label="Filter exchanges"
    >
      {Object.entries(session.carry).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <ChoiceField
        name="operation"
        label="Operation"
        value={set.operation}
        none="any"
        options={productSpec.operations.map(({ operationId }) => [operationId, operationId])}
      />
      <ChoiceField
        name="status"
        label="Status"
        value={set.status}
        none="any"
        options={[
          ["2xx", "2xx: done"],
          ["4xx", "4xx: refused"],
          ["5xx", "5xx: server error"],
        ]}
      />
      <ChoiceField
        name="method"
        label="Method"
        value={set.method}
        none="any"
        options={["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"].map((method) => [
          method,
          method,
        ])}
      />
      <TextField name="path" label="Path" value={set.path} hint="/products/*" />
      <details class="further" open={FURTHER.some((name) => set[name] !== undefined)}>
        <summary>More filters</summary>
        <div class="filters">
          <TextField name="agent" label="Agent" value={set.agent} hint="raspberry-pi-2" />
          <ChoiceField
            name="account"
            label="Account"
            value={set.account}
            none="any"
            options={sandbox.state.accounts().map(({ email }) => [email, email])}
          />
          <ChoiceField
            name="product"
            label="Product"
            value={set.product}
            none="any"
            options={products.map(({ id, name }) => [id, `${name} (${id.slice(0, 8)})`])}
          />
          <TextField name="opportunity" label="Opportunity" value={set.opportunity} hint="its id" />
        </div>
      </details>
      <label class="check">
        <input type="checkbox" name="polls" value="1" checked={showsPolls(view)} />
        the lab’s idle polls
      </label>
      <div class="row">
        <button class="primary">Filter</button>
        {FILTERS.some((name) => set[name] !== undefined) && (
          <a class="button" href={view.href("/exchanges")}>
            Show all
          </a>
        )}
      </div>
    </form>
  );
}
