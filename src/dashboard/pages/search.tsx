import { Empty } from "../components/empty.js";
import type { DashboardPage, Html, View } from "../page.js";
import { type Hits, MOST, search } from "../search/find.js";

/** What the search box finds. */
export const found: DashboardPage = {
  path: "/search",
  title: () => "Search",
  async render(view) {
    const text = view.query.get("q") ?? "";
    const groups = await search(view, text);
    if (groups.length > 0)
      return (
        <div class="stack">
          {groups.map((group) => (
            <Group group={group} />
          ))}
        </div>
      );
    return (
      <Empty title={text.trim() === "" ? "What do you look for?" : "Nothing was found"}>
        <p>
          The box above finds ids and their beginnings, names of products, Test Specs, snaps and agents, and
          paths, numbers and request ids of exchanges.
        </p>
      </Empty>
    );
  },
};

function Group({ group: { name, hits } }: { group: Hits }): Html {
  return (
    <section class="panel" aria-label={name}>
      <h2>{name}</h2>
      <ul class="hits">
        {hits.map(({ href, title, about }) => (
          <li>
            <a href={href}>{title}</a> <span class="muted small">{about}</span>
          </li>
        ))}
      </ul>
      {hits.length === MOST && <p class="muted small">{`The first ${MOST}; type more to narrow them.`}</p>}
    </section>
  );
}

/** The search box of every page. */
export function SearchBox({ view }: { view: View }): Html {
  return (
    <form method="get" action={`${view.root}/search`} role="search" aria-label="Search all" class="search">
      {Object.entries(view.session.carry).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <input
        type="search"
        name="q"
        value={view.query.get("q") ?? ""}
        placeholder="Search ids, names, paths"
        aria-label="Search ids, names, paths"
        autocomplete="off"
      />
    </form>
  );
}
