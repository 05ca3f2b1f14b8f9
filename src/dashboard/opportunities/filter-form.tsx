import type { HtmlEscapedString } from "hono/utils/html";
import { ChoiceField, TextField } from "../components/filter-fields.js";
import type { Fragment, View } from "../page.js";
import { choicesOf, FINISHED, STATUSES, TRIGGERS } from "./choices.js";
import { filtersOf, FURTHER } from "./filters.js";

/** The filters of the list. They are the page's query, so that the filtered list has an address to share. */
export const filterForm: Fragment = {
  name: "filters",
  topics: ["opportunity", "state"],
  render: (view) => <FilterForm view={view} />,
};

async function FilterForm({ view }: { view: View }): Promise<HtmlEscapedString> {
  const set = filtersOf(view);
  const { products, snaps, platforms, specs } = await choicesOf(view.sandbox, set);
  const any = { none: "any" };
  return (
    <form
      method="get"
      action={`${view.root}/opportunities`}
      class="filters"
      role="search"
      aria-label="Filter opportunities"
    >
      {Object.entries(view.session.carry).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <ChoiceField name="product" label="Product" value={set.product} {...products} {...any} />
      <ChoiceField name="snap" label="Snap" value={set.snap} {...snaps} {...any} />
      <ChoiceField name="platform" label="Platform" value={set.platform} {...platforms} {...any} />
      <ChoiceField name="status" label="Status" value={set.status} options={STATUSES} {...any} />
      <details class="further" open={FURTHER.some((name) => set[name] !== undefined)}>
        <summary>More filters</summary>
        <div class="filters">
          <ChoiceField name="trigger" label="Advertised" value={set.trigger} options={TRIGGERS} {...any} />
          <ChoiceField name="spec" label="Test Spec" value={set.spec} {...specs} {...any} />
          <TextField name="revision" label="Revision" value={set.revision} hint="of the snap" />
          <TextField name="image" label="Image" value={set.image} hint="its unique id" />
          <ChoiceField
            name="unfinished"
            label="Finished"
            value={set.unfinished}
            options={FINISHED}
            {...any}
          />
        </div>
      </details>
      <div class="row">
        <button class="primary">Filter</button>
        {Object.keys(set).length > 0 && (
          <a class="button" href={view.href("/opportunities")}>
            Show all
          </a>
        )}
      </div>
    </form>
  );
}
