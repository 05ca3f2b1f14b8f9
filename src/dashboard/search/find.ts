import { inSteps, inTurns } from "../../clock/in-turns.js";
import { shownPath } from "../../http/secrets.js";
import { TextSearch } from "../../text/text-search.js";
import type { Steps } from "../../domain/steps.js";
import { smallest } from "../components/smallest.js";
import { subjectOf } from "../opportunities/words.js";
import { deviceHref } from "../lab/devices.js";
import type { View } from "../page.js";
import { type Exchange, isIdlePoll } from "../../sandbox/exchange-log.js";
import { rowsOf } from "../exchanges/rows.js";

/** Maximum number of hits of a group. */
export const MOST = 20;

/** Maximum number of characters that are looked for. */
export const MOST_TEXT = 200;

/** One thing that a search found. */
export interface Hit {
  href: string;
  title: string;
  /** What it is beside its title. */
  about: string;
}

/** The hits of one kind. */
export interface Hits {
  name: string;
  hits: Hit[];
}

/**
 * Finds what a text names: ids of any kind (also their beginnings), names of products, snaps, Test Specs and agents,
 * numbers, request ids and paths of exchanges. Upper and lower case are the same.
 */
export async function search(view: View, text: string): Promise<Hits[]> {
  const wanted = text.trim().toLowerCase().slice(0, MOST_TEXT);
  if (wanted === "") return [];
  const groups = [
    { name: "Opportunities", hits: await opportunities(view, wanted) },
    { name: "Products and Test Specs", hits: await products(view, wanted) },
    { name: "Snaps", hits: await snaps(view, wanted) },
    { name: "Agents", hits: await agents(view, wanted) },
    { name: "Exchanges", hits: await exchanges(view, wanted) },
  ];
  return groups.filter(({ hits }) => hits.length > 0);
}

const has = (text: string, wanted: string): boolean => text.toLowerCase().includes(wanted);

/** The first hits of a sequence, gone through in turns. */
async function first<T>(all: Iterable<T>, fits: (one: T) => boolean, hit: (one: T) => Hit): Promise<Hit[]> {
  const hits: Hit[] = [];
  await inTurns(all, (one) => {
    if (hits.length < MOST && fits(one)) hits.push(hit(one));
  });
  return hits;
}

async function opportunities(view: View, wanted: string): Promise<Hit[]> {
  const { state } = view.sandbox;
  const { opportunities: all } = state.tables;
  const found: string[] = [];
  await inTurns(all.rows(), (row) => {
    if (found.length === MOST || !all.isThere(row)) return;
    const id = all.field(row, "id");
    const fits =
      id.startsWith(wanted) ||
      all.field(row, "image_unique_id").toLowerCase() === wanted ||
      state.walk(id).result_id?.startsWith(wanted) === true;
    if (fits) found.push(id);
  });
  return found
    .map((id) => state.opportunity(id))
    .filter((one) => one !== undefined)
    .map((one) => ({
      href: view.href(`/opportunities/${one.id}`),
      title: subjectOf(one),
      about: `${state.testSpec(one.test_spec_id)!.name}, ${one.id}`,
    }));
}

async function products(view: View, wanted: string): Promise<Hit[]> {
  const { tables } = view.sandbox.state;
  const own = await first(
    tables.products.values(),
    ({ id, name }) => id.startsWith(wanted) || has(name, wanted),
    ({ id, name }) => ({ href: view.href(`/products/${id}`), title: name, about: `product ${id}` }),
  );
  const specs = await first(
    tables.test_specs.values(),
    ({ id, name, deleted }) => !deleted && (id.startsWith(wanted) || has(name, wanted)),
    ({ id, name, product_id }) => ({
      href: view.href(`/products/${product_id}`),
      title: name,
      about: `Test Spec ${id}`,
    }),
  );
  return [...own, ...specs].slice(0, MOST);
}

async function snaps(view: View, wanted: string): Promise<Hit[]> {
  const found = await smallest(snapNames(view), MOST, (name) => name !== "" && has(name, wanted));
  return found.map((snap) => ({
    href: view.href("/opportunities", { snap }),
    title: snap,
    about: "its opportunities",
  }));
}

/** The snaps of all products, and an empty name for each product, which takes a step, too. */
function* snapNames(view: View): Generator<string> {
  for (const { snaps: own } of view.sandbox.state.tables.products.values()) {
    yield "";
    yield* own;
  }
}

function agents(view: View, wanted: string): Promise<Hit[]> {
  const { lab, agents: known } = view.sandbox;
  const ids = new Set([
    ...(lab?.devices() ?? []).map(({ agent_id }) => agent_id),
    ...known.all().map(({ agent_id }) => agent_id),
  ]);
  return first(
    ids,
    (id) => has(id, wanted),
    (id) => {
      const device = deviceHref(view, id);
      return {
        href: device ?? view.href("/exchanges", { agent: id }),
        title: id,
        about: device === null ? "an agent outside the lab: its requests" : "a device of the lab",
      };
    },
  );
}

async function exchanges(view: View, wanted: string): Promise<Hit[]> {
  const found = await inSteps(latestWith(view.sandbox.exchanges.all(), wanted));
  const rows = await inSteps(rowsOf(found));
  return rows.map(({ id, method, path, response }) => ({
    href: view.href(`/exchanges/${id}`),
    title: `${method} ${path}`,
    about: `exchange ${id}, ${response === null ? "no answer" : response.status}`,
  }));
}

function* latestWith(kept: readonly Exchange[], wanted: string): Steps<Exchange[]> {
  const search = new TextSearch(wanted);
  const found: Exchange[] = [];
  for (const one of kept.toReversed()) {
    if (found.length === MOST) break;
    if (isIdlePoll(one)) continue;
    yield one.path.length;
    const { id, requestId, path } = one;
    if (String(id) === wanted || requestId === wanted || search.isIn(shownPath(path).toLowerCase()))
      found.push(one);
  }
  return found;
}
