import type { Html, View } from "../page.js";

/** A column of a list. `sort`: its name in the page's query, if the list can be sorted by it. */
export interface Column {
  name: string;
  sort?: string;
}

/** The order of a list: a column, and whether the greatest value comes first. Null: the list's own order. */
export interface Order {
  by: string;
  isDescending: boolean;
}

/** The order in the page's query: `sort=took`, `sort=-took`; null if there is none of these columns. */
export function orderOf({ query }: View, columns: readonly Column[]): Order | null {
  const text = query.get("sort") ?? "";
  const isDescending = text.startsWith("-");
  const by = isDescending ? text.slice(1) : text;
  return columns.some(({ sort }) => sort === by) ? { by, isDescending } : null;
}

/** A table head whose columns can be chosen as the order: once up, once down, then the list's own order again. */
export function SortedColumns({ view, columns }: { view: View; columns: readonly Column[] }): Html {
  const order = orderOf(view, columns);
  return (
    <thead>
      <tr>
        {columns.map(({ name, sort }) => {
          if (sort === undefined) return <th scope="col">{name}</th>;
          const isChosen = order?.by === sort;
          const next = !isChosen ? sort : order.isDescending ? null : `-${sort}`;
          const state = !isChosen ? "none" : order.isDescending ? "descending" : "ascending";
          return (
            <th scope="col" aria-sort={state}>
              <a href={view.hrefHere({ sort: next, before: null })}>{name}</a>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
