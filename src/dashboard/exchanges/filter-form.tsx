import type { Child } from "hono/jsx";
import type { Html, View } from "../page.js";
import { ROOT } from "../view.js";
import { FILTERS, filtersOf, showsPolls } from "./find.js";

/** Filters that most visitors do not need; shown where one of them is set. */
const FURTHER = ["agent", "account", "product", "opportunity"] as const;

/** The filters of the list. They are the page's query, so that what is seen can be sent to others. */
export function FilterForm({ view }: { view: View }): Html {
  const { sandbox, productSpec, session } = view;
  const set = filtersOf(view);
  const { tables } = sandbox.state;
  const products = [...tables.products.values()];
  return (
    <form
      method="get"
      action={`${ROOT}/exchanges`}
      class="filters"
      role="search"
      aria-label="Filter exchanges"
    >
      {Object.entries(session.carry).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Choice name="operation" label="Operation" value={set.operation}>
        {productSpec.operations.map(({ operationId }) => [operationId, operationId])}
      </Choice>
      <Choice name="status" label="Status" value={set.status}>
        {[
          ["2xx", "2xx: done"],
          ["4xx", "4xx: refused"],
          ["5xx", "5xx: server error"],
        ]}
      </Choice>
      <Choice name="method" label="Method" value={set.method}>
        {["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"].map((method) => [method, method])}
      </Choice>
      <Text name="path" label="Path" value={set.path} hint="/products/*" />
      <details class="further" open={FURTHER.some((name) => set[name] !== undefined)}>
        <summary>More filters</summary>
        <div class="filters">
          <Text name="agent" label="Agent" value={set.agent} hint="raspberry-pi-2" />
          <Choice name="account" label="Account" value={set.account}>
            {sandbox.state.accounts().map(({ email }) => [email, email])}
          </Choice>
          <Choice name="product" label="Product" value={set.product}>
            {products.map(({ id, name }) => [id, `${name} (${id.slice(0, 8)})`])}
          </Choice>
          <Text name="opportunity" label="Opportunity" value={set.opportunity} hint="its id" />
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

interface FieldProps {
  name: string;
  label: string;
  value: string | undefined;
}

function Text({ name, label, value, hint }: FieldProps & { hint: string }): Html {
  return (
    <label>
      {label}
      <input type="text" name={name} value={value ?? ""} placeholder={hint} autocomplete="off" />
    </label>
  );
}

/** Children are pairs of value and label. A value that is not among them is offered as well, for it is set. */
function Choice({ name, label, value, children }: FieldProps & { children?: Child }): Html {
  const options = children as unknown as readonly (readonly [string, string])[];
  const known = value === undefined || options.some(([one]) => one.toLowerCase() === value.toLowerCase());
  return (
    <label>
      {label}
      <select name={name}>
        <option value="">any</option>
        {!known && (
          <option value={value} selected>
            {value}
          </option>
        )}
        {options.map(([one, shown]) => (
          <option value={one} selected={one.toLowerCase() === value?.toLowerCase()}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}
