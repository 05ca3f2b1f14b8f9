import { describe, expect, it } from "vitest";
import type { Opportunity, TestSpec } from "../../domain/records.js";
import { type Matrix, type MatrixChoice, type MatrixCut, MatrixRows, type Run } from "./matrix.js";

const spec = (id: string, platform: string | null, created_at = 0, deleted = false): TestSpec => ({
  ...{ id, product_id: "p", name: id, platform, image_name: null, test_payload: {}, created_at, deleted },
});
let count = 0;
function run(specId: string, revision: number, state: string, more: Partial<Opportunity> = {}): Run {
  const opportunity = {
    id: `o${++count}`,
    test_spec_id: specId,
    trigger: "snap",
    primary_snap_name: "snap.foo",
    snaps: [{ name: "snap.foo", revision }],
    image_unique_id: `i${count}`,
    channel: "edge",
    ...more,
  } as Opportunity;
  const finished = ["PASSED", "FAILED", "ERROR"].includes(state);
  return {
    opportunity,
    state: finished ? "RESULT_STORED" : state,
    test_status: finished ? state : null,
  } as Run;
}
function all(runs: Run[], specs: TestSpec[], choice: MatrixChoice & Partial<MatrixCut> = {}): Matrix {
  const rows = new MatrixRows(choice);
  for (const one of runs) rows.add(one);
  return rows.matrix(specs, { size: 100, ...choice });
}
const cells = ({ rows }: Matrix): string[][] =>
  rows.shown.map((row) => row.cells.map((cell) => (cell ? `${cell.state} ${cell.runs}` : "-")));

describe("a matrix", () => {
  const specs = [spec("any", null), spec("pi-a", "pi2", 1), spec("amd", "amd64", 2), spec("pi-b", "pi2", 3)];

  it("has a column for each spec, grouped by platform, and a row for each revision, newest first", () => {
    const runs = [run("amd", 1, "PASSED"), run("pi-b", 1, "FAILED"), run("amd", 2, "QUEUED_FOR_AGENTS")];
    const matrix = all(runs, specs);
    expect(matrix.specs.map(({ id }) => id)).toEqual(["amd", "pi-a", "pi-b", "any"]);
    expect(cells(matrix)).toEqual([
      ["queued 1", "-", "-", "-"],
      ["PASSED 1", "-", "FAILED 1", "-"],
    ]);
  });

  it("shows the latest of several runs, and their number", () => {
    const runs = [run("amd", 1, "FAILED"), run("amd", 2, "ERROR"), run("amd", 1, "PICKED_BY_AGENT")];
    const matrix = all(
      [...runs, run("amd", 1, "RESULT_POSTED", { channel: "beta" })],
      [spec("amd", "amd64")],
    );
    expect(cells(matrix)).toEqual([["ERROR 1"], ["running 3"]]);
    expect(matrix.rows.shown[1]!.channels).toEqual(["edge", "beta"]);
  });

  it("has rows for images and gold masters; every gold master has its own", () => {
    const image: Partial<Opportunity> = {
      ...{ trigger: "image", primary_snap_name: null, snaps: [], image_unique_id: "X" },
    };
    const gold: Partial<Opportunity> = { trigger: "gold-master" };
    const runs = [
      run("amd", 1, "PASSED", gold),
      run("amd", 1, "PASSED", gold),
      run("amd", 1, "FAILED", image),
      run("amd", 1, "PASSED", image),
      run("amd", 1, "PASSED"),
    ];
    const matrix = all(runs, [spec("amd", "amd64")]);
    expect(matrix.rows.shown.map(({ first }) => first.trigger)).toEqual([
      "snap",
      "image",
      "gold-master",
      "gold-master",
    ]);
    expect(cells(matrix)[1]).toEqual(["PASSED 2"]);
    expect(all(runs, specs, { trigger: "image" }).rows.total).toBe(1);
    expect(all(runs, specs, { trigger: "snap", snap: "other" }).rows.total).toBe(0);
  });

  it("keeps a deleted spec with runs, and leaves out one without", () => {
    const gone = [spec("ran", "amd64", 0, true), spec("idle", "amd64", 0, true)];
    expect(all([run("ran", 1, "PASSED")], gone).specs.map(({ id }) => id)).toEqual(["ran"]);
  });

  it("pages through 200 revisions, each once, even while new ones arrive", () => {
    const runs = Array.from({ length: 200 }, (_, index) => run("amd", index, "PASSED"));
    const seen: number[] = [];
    let before: string | null | undefined;
    do {
      const { rows }: Matrix = all(runs, specs, { size: 30, before: before ?? undefined });
      seen.push(...rows.shown.map(({ first }) => first.snaps[0]!.revision));
      before = rows.next;
      runs.push(run("amd", 1000 + runs.length, "PASSED"));
    } while (before !== null);
    expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => 199 - index));
  });

  it("holds back rows newer than the one that is read", () => {
    const runs = Array.from({ length: 5 }, (_, index) => run("amd", index, "PASSED"));
    const held = runs[2]!.opportunity.id;
    const { rows } = all(runs, specs, { held, size: 2 });
    expect(rows.shown.map(({ first }) => first.snaps[0]!.revision)).toEqual([2, 1]);
    expect(rows).toMatchObject({ newer: 2, previous: undefined, next: runs[1]!.opportunity.id });
  });

  it("has no rows for a product without runs", () => {
    expect(all([], specs).rows).toMatchObject({ shown: [], total: 0, next: null });
  });
});
