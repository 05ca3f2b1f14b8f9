import type {
  Channel,
  EventType,
  Opportunity,
  TestSpec,
  TestStatus,
  TriggerKind,
} from "../../domain/records.js";
import { type PageOf, pageOf } from "../components/pages-of.js";

/** An opportunity and how far it is. */
export interface Run {
  opportunity: Opportunity;
  state: EventType;
  /** Of its result, also while that is not stored. */
  test_status: TestStatus | null;
}

/** What a cell shows. A result counts when it is stored, as for clients. */
export type CellState = "queued" | "running" | TestStatus;

/** All runs of one thing under test with one Test Spec. */
export interface Cell {
  /** Of the latest run. */
  state: CellState;
  latest: Opportunity;
  /** How many there were, the latest included. */
  runs: number;
}

/** A thing under test: a revision of a snap, an image, a gold master. */
export interface Row {
  /** Of its first opportunity: a page of the matrix may begin after it. */
  id: string;
  first: Opportunity;
  /** All channels that it was advertised on, in that order. */
  channels: Channel[];
  /** One for each Test Spec of the matrix; null where it was not run. */
  cells: (Cell | null)[];
}

/** Part of a matrix. */
export interface Matrix {
  /** Test Specs, those of one platform side by side. */
  specs: TestSpec[];
  /** A page of its rows, the thing that was advertised last first. */
  rows: PageOf<Row>;
}

/** What to show of a product's runs. */
export interface MatrixChoice {
  /** Only one kind of thing; with `snap` only revisions of that one. */
  trigger?: TriggerKind | undefined;
  snap?: string | undefined;
  /** The page begins after the row of this id; at the top where there is none. */
  before?: string | undefined;
  /** The id of the first page's first row while it is read: newer ones are held back. */
  held?: string | undefined;
  /** Most rows of a page. */
  size: number;
}

/** What a product's opportunities tell of each thing under test and Test Spec. `runs` come oldest first. */
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

/** What an opportunity tests; advertised again it is the same, but for a gold master, which is each time another one. */
function keyOf({ trigger, image_unique_id, primary_snap_name, snaps }: Opportunity): string {
  if (trigger !== "snap") return JSON.stringify([trigger, image_unique_id]);
  return JSON.stringify([trigger, primary_snap_name, snaps[0]?.revision]);
}

function stateOf({ state, test_status }: Run): CellState {
  if (state === "RESULT_STORED") return test_status!;
  return state === "QUEUED_FOR_AGENTS" ? "queued" : "running";
}

/** By platform, those for any platform last, and within one by age. */
function byPlatform(a: TestSpec, b: TestSpec): number {
  if (a.platform !== b.platform) {
    if (a.platform === null) return 1;
    if (b.platform === null) return -1;
    return a.platform < b.platform ? -1 : 1;
  }
  return a.created_at - b.created_at;
}
