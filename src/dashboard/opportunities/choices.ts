import { inTurns } from "../../clock/in-turns.js";
import { EVENT_TYPES, type Product, type TestSpec, type TriggerKind } from "../../domain/records.js";
import type { State } from "../../domain/state.js";
import type { Sandbox } from "../../sandbox/sandbox.js";
import { MAX_OPTIONS, type Option } from "../components/filter-fields.js";
import { smallest } from "../components/smallest.js";
import { faceOf } from "../components/status.js";
import type { Filters } from "./filters.js";

/** The first options of a filter, and how many there are. */
export interface FirstOptions {
  options: Option[];
  count: number;
}

/** The options of the filters. */
interface Choices {
  products: FirstOptions;
  snaps: FirstOptions;
  platforms: FirstOptions;
  specs: FirstOptions;
}

/** The options that the sandbox has; snaps, platforms and Test Specs only of the chosen product. */
export async function choicesOf(sandbox: Sandbox, { product }: Filters): Promise<Choices> {
  const { tables } = sandbox.state;
  const { opportunities } = tables;
  const specs: TestSpec[] = [];
  await inTurns(tables.test_specs.values(), (spec) => {
    if (product === undefined || spec.product_id === product.toLowerCase()) specs.push(spec);
  });
  const snaps = new Set<string>();
  const platforms = new Set<string>();
  const rows =
    product === undefined ? opportunities.rows() : sandbox.state.opportunityRows(product.toLowerCase());
  await inTurns(rows, (row) => {
    if (!opportunities.isThere(row)) return;
    const [snap, platform] = [
      opportunities.field(row, "primary_snap_name"),
      opportunities.field(row, "platform"),
    ];
    if (snap !== null) snaps.add(snap);
    if (platform !== null) platforms.add(platform);
  });
  await inTurns(specs, ({ platform }) => {
    if (platform !== null) platforms.add(platform);
  });
  return {
    products: await productOptions(sandbox.state),
    snaps: await firstOf(snaps, alone),
    platforms: await firstOf(platforms, alone),
    specs: {
      options: specs
        .slice(0, MAX_OPTIONS)
        .map(({ id, name, deleted }) => [id, deleted ? `${name} (deleted)` : name]),
      count: specs.length,
    },
  };
}

/** The first names in order, as options. */
export async function firstOf(
  names: ReadonlySet<string>,
  optionOf: (name: string) => Option,
): Promise<FirstOptions> {
  return { options: (await smallest(names, MAX_OPTIONS)).map(optionOf), count: names.size };
}

/** The first products by name; products of the same name also with a part of their ids. */
export async function productOptions({ tables: { products } }: State): Promise<FirstOptions> {
  const names = new Map<string, number>();
  const first: Product[] = [];
  await inTurns(products.values(), (product) => {
    names.set(product.name, (names.get(product.name) ?? 0) + 1);
    if (first.length < MAX_OPTIONS) first.push(product);
  });
  const options = first.map(({ id, name }): Option => {
    return [id, names.get(name) === 1 ? name : `${name} (${id.slice(0, 8)})`];
  });
  return { options, count: products.size };
}

/** The progress of a walk, and its outcome. */
export const STATUSES: readonly Option[] = [
  ...EVENT_TYPES.map((type): Option => [type, type === "RESULT_STORED" ? "finished" : faceOf(type).word]),
  ...(["PASSED", "FAILED", "ERROR"] as const).map((status): Option => [status, faceOf(status).word]),
];

const TRIGGER_WORDS: Record<TriggerKind, string> = {
  snap: "a snap revision",
  image: "an image",
  "gold-master": "a gold master",
};

/** Options by the kind of trigger. */
export const TRIGGERS: readonly Option[] = Object.entries(TRIGGER_WORDS);

/** Options by whether the walk is finished. */
export const FINISHED: readonly Option[] = [
  ["true", "unfinished only"],
  ["false", "finished only"],
];

const alone = (value: string): Option => [value, value];
