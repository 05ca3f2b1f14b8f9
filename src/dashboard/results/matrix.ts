import type {
  Channel,
  EventType,
  Opportunity,
  TestSpec,
  TestStatus,
  TriggerKind,
} from "../../domain/records.js";
import { type PageOf, pageOf } from "../components/pages-of.js";

/** An opportunity and its progress. */
export interface Run {
  opportunity: Opportunity;
  state: EventType;
  /** The status of its result, even before the result is stored. */
  test_status: TestStatus | null;
}

/** The state in a cell. A result counts once it is stored, as for clients. */
export type CellState = "queued" | "running" | TestStatus;

/** All runs of one thing under test with one Test Spec. */
export interface Cell {
  /** The state of the latest run. */
  state: CellState;
  latest: Opportunity;
  /** Number of runs, including the latest. */
  runs: number;
}

/** A thing under test: a revision of a snap, an image, a gold master. */
export interface Row {
  /** The id of its first opportunity: a page of the matrix may start after it. */
  id: string;
  first: Opportunity;
  /** The channels that it was advertised on, in order. */
  channels: Channel[];
  /** One for each Test Spec of the matrix; null if there was no run. */
  cells: (Cell | null)[];
}

/** Part of a matrix. */
export interface Matrix {
  /** Test Specs, grouped by platform. */
  specs: TestSpec[];
  /** A page of its rows, latest advertisement first. */
  rows: PageOf<Row>;
}

/** The part of a product's runs to show. */
export interface MatrixChoice {
  /** Only one kind of thing; with `snap` only revisions of that snap. */
  trigger?: TriggerKind | undefined;
  snap?: string | undefined;
  /** The page starts after the row with this id, or at the top if there is none. */
  before?: string | undefined;
  /** The id of the first page's first row while the visitor reads it: newer rows are held back. */
  held?: string | undefined;
  /** Maximum number of rows on a page. */
  size: number;
}

/** Summarises a product's runs by thing under test and Test Spec. `runs` are sorted, oldest first. */
export function matrixOf(
  runs: readonly Run[],
  allSpecs: readonly TestSpec[],
  { trigger, snap, before, held, size }: MatrixChoice,
): Matrix {
  const ran = new Set(runs.map(({ opportunity }) => opportunity.test_spec_id));
  const specs = allSpecs.filter(({ id, deleted }) => !deleted || ran.has(id)).sort(byPlatform);
  const places = new Map(specs.map(({ id }, index) => [id, index]));
  const rows = new Map<string, Row>();
  for (const run of runs) {
    const { opportunity } = run;
    if (trigger !== undefined && opportunity.trigger !== trigger) continue;
    if (snap !== undefined && opportunity.primary_snap_name !== snap) continue;
    const key = keyOf(opportunity);
    let row = rows.get(key);
    if (row === undefined) {
      row = { id: opportunity.id, first: opportunity, channels: [], cells: specs.map(() => null) };
      rows.set(key, row);
    }
    if (opportunity.channel !== null && !row.channels.includes(opportunity.channel))
      row.channels.push(opportunity.channel);
    const place = places.get(opportunity.test_spec_id)!;
    const runsBefore = row.cells[place]?.runs ?? 0;
    row.cells[place] = { state: stateOf(run), latest: opportunity, runs: runsBefore + 1 };
  }
  const newestFirst = [...rows.values()].reverse();
  const placeOf = (wanted: string | undefined): number => newestFirst.findIndex(({ id }) => id === wanted);
  const cut = { skipped: placeOf(before) + 1, newer: Math.max(0, placeOf(held)), size };
  return { specs, rows: pageOf(newestFirst, cut) };
}

/** The key of the thing under test. Advertised again it is the same, except for gold masters, which are always new. */
function keyOf({ trigger, image_unique_id, primary_snap_name, snaps }: Opportunity): string {
  if (trigger !== "snap") return JSON.stringify([trigger, image_unique_id]);
  return JSON.stringify([trigger, primary_snap_name, snaps[0]?.revision]);
}

function stateOf({ state, test_status }: Run): CellState {
  if (state === "RESULT_STORED") return test_status!;
  return state === "QUEUED_FOR_AGENTS" ? "queued" : "running";
}

/** Sorts by platform (any platform last), then by age. */
function byPlatform(a: TestSpec, b: TestSpec): number {
  if (a.platform !== b.platform) {
    if (a.platform === null) return 1;
    if (b.platform === null) return -1;
    return a.platform < b.platform ? -1 : 1;
  }
  return a.created_at - b.created_at;
}
