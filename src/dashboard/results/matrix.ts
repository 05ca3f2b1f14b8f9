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
  /** The number of Test Specs, also of those that are not shown. */
  allSpecs: number;
  /** A page of its rows, latest advertisement first. */
  rows: PageOf<Row>;
}

/** Which things under test a matrix has: one kind; with `snap` only revisions of that snap. */
export interface MatrixChoice {
  trigger?: TriggerKind | undefined;
  snap?: string | undefined;
}

/** The part of a matrix to show. */
export interface MatrixCut {
  /** The page starts after the row with this id, or at the top if there is none. */
  before?: string | undefined;
  /** The id of the first page's first row while the visitor reads it: newer rows are held back. */
  held?: string | undefined;
  /** Maximum number of rows on a page. */
  size: number;
  /** Maximum number of Test Specs. Default: all. */
  most?: number;
}

/** A row while runs are added: its cells by the id of the Test Spec. */
type OpenRow = Omit<Row, "cells"> & { cells: Map<string, Cell> };

/** Summarises a product's runs by thing under test and Test Spec. */
export class MatrixRows {
  readonly #rows = new Map<string, OpenRow>();
  /** The ids of the Test Specs of all runs. */
  readonly #ran = new Set<string>();

  constructor(private readonly choice: MatrixChoice) {}

  /** Runs are added oldest first. */
  add(run: Run): void {
    const { opportunity } = run;
    const { trigger, snap } = this.choice;
    this.#ran.add(opportunity.test_spec_id);
    if (trigger !== undefined && opportunity.trigger !== trigger) return;
    if (snap !== undefined && opportunity.primary_snap_name !== snap) return;
    const key = keyOf(opportunity);
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { id: opportunity.id, first: opportunity, channels: [], cells: new Map() };
      this.#rows.set(key, row);
    }
    if (opportunity.channel !== null && !row.channels.includes(opportunity.channel))
      row.channels.push(opportunity.channel);
    const runs = (row.cells.get(opportunity.test_spec_id)?.runs ?? 0) + 1;
    row.cells.set(opportunity.test_spec_id, { state: stateOf(run), latest: opportunity, runs });
  }

  /** A page of the matrix of all runs so far. */
  matrix(ofProduct: readonly TestSpec[], { before, held, size, most = Infinity }: MatrixCut): Matrix {
    const sorted = ofProduct.filter(({ id, deleted }) => !deleted || this.#ran.has(id)).sort(byPlatform);
    const specs = sorted.slice(0, most);
    const newestFirst = [...this.#rows.values()].reverse();
    const placeOf = (wanted: string | undefined): number => newestFirst.findIndex(({ id }) => id === wanted);
    const cut = { skipped: placeOf(before) + 1, newer: Math.max(0, placeOf(held)), size };
    const rows = pageOf(newestFirst, cut, ({ id }) => id);
    const shown = rows.shown.map((row) => ({
      ...row,
      cells: specs.map(({ id }) => row.cells.get(id) ?? null),
    }));
    return { specs, allSpecs: sorted.length, rows: { ...rows, shown } };
  }
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
