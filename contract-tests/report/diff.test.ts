import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffReports, judgedOnce } from "./diff.js";
import { NormalForm } from "./normal-form.js";
import { clause, exchange, reportOf } from "./testing/reports.js";

const said = (body: unknown, more = {}) => exchange({ responseBody: JSON.stringify(body), ...more });
const drift = (one: unknown, other: unknown, more = {}) =>
  diffReports(
    reportOf([clause("a.b", { exchanges: [said(one, more)] })]),
    reportOf([clause("a.b", { exchanges: [said(other, more)] })]),
  ).map(({ place, first, second }) => [place, first, second]);

const ID = "3c1de0a4-6d2f-4f0b-9a52-1b7c06f0e6d1";
const OTHER = "9b0f6c1e-52c8-4c39-8f7a-2d4f1a6b3e90";
const QUERY = { url: "http://target/products/1/tests/events?x=1" };

describe("the drift between two reports", () => {
  it("is none in ids, times and names that no two runs have in common", () => {
    const run = (id: string, time: string, name: string) => ({
      id,
      again: id,
      created_at: time,
      name,
      list: [{ id }],
    });
    const one = run(ID, "2016-01-04T17:34:39.093142", "spi-run-20261126-4f9a2c1b-7-product");
    const other = run(OTHER, "2026-11-26T06:00:00.000001", "spi-run-20261127-00000000-12-product");
    expect(drift(one, other, QUERY)).toEqual([]);
  });

  it("is none in what depends on what else goes on, but for the verdict", () => {
    const report = (body: unknown, verdict: "conforms" | "fails") =>
      reportOf([clause("a.b", { verdict, varies: true, exchanges: [said(body)] })]);
    expect(diffReports(report([1], "conforms"), report([], "conforms"))).toEqual([]);
    expect(diffReports(report([1], "conforms"), report([], "fails"))).toMatchObject([{ place: "verdict" }]);
  });

  it("is reported by JSON path", () => {
    expect(drift({ id: ID, again: ID }, { id: ID, again: OTHER })).toEqual([
      ["GET getProduct 200: again", '"<id #1>"', '"<id #2>"'],
    ]);
    expect(drift({ at: "2016-01-04T17:34:39.093142" }, { at: "2016-01-04T17:34:39Z" })).toEqual([
      ["GET getProduct 200: at", '"<time, 6 digits, no offset>"', '"<time, no fraction, Z>"'],
    ]);
    expect(drift({ events: [{ a: 1 }] }, { events: [{ b: 1 }, 2] }, QUERY)).toEqual([
      ["GET getProduct 200: events[0].a", "1", "missing"],
      ["GET getProduct 200: events[0].b", "missing", "1"],
      ["GET getProduct 200: events.length", "1", "2"],
    ]);
  });

  it("is none in revisions, which the suite makes up, and in texts of refusals unless one is empty", () => {
    const sent = (revision: number) =>
      said({ revision }, { method: "POST", requestBody: JSON.stringify({ revision }) });
    const reports = [5, 77].map((revision) =>
      reportOf([clause("a.b", { exchanges: [sent(revision)] })]),
    ) as never;
    expect((diffReports as (...both: never[]) => unknown)(...(reports as never[]))).toEqual([]);
    const refusal = (message: string) => ({ id: "resource-not-found", message, url: null });
    expect(drift(refusal("one"), refusal("other"), { status: 404 })).toEqual([]);
    expect(drift(refusal("one"), refusal(""), { status: 404 })).toEqual([
      ["GET getProduct 404: message", '"<text>"', '""'],
    ]);
  });

  it("of lists that show all there is, is one of their items' form alone", () => {
    const list = (...items: unknown[]) => ({ products: items });
    expect(drift(list({ a: "x" }), list({ a: "y" }, { a: "z" }))).toEqual([]);
    expect(drift(list({ a: "x" }), list({ b: "x" }, { b: "y" }))).toEqual([
      ["GET getProduct 200: products[].a", '"text"', "missing"],
      ["GET getProduct 200: products[].b", "missing", '"text"'],
    ]);
    expect(drift(list({ a: 1 }), list({ a: "x" }))).toEqual([
      ["GET getProduct 200: products[].a", '"number"', '"text"'],
    ]);
    expect(drift(list(), list({ b: "x" }))).toEqual([]);
  });

  it("is one of verdicts, statuses and content types", () => {
    const one = reportOf([clause("a.b")]);
    const fails = clause("a.b", { verdict: "fails", reason: "why", exchanges: [exchange({ status: 500 })] });
    expect(diffReports(one, reportOf([fails]))).toEqual([
      { clause: "a.b", place: "verdict", first: "conforms", second: "fails: why" },
      { clause: "a.b", place: "GET getProduct, status", first: "200", second: "500" },
    ]);
    const html = exchange({ responseHeaders: { "content-type": "text/html" }, responseBody: "<p>" });
    expect(diffReports(one, reportOf([clause("a.b", { exchanges: [html] })]))).toMatchObject([
      { first: "application/json", second: "text/html" },
    ]);
  });

  it("is not looked for where only one of them judged; that is told apart", () => {
    const skipped = reportOf([clause("a.b", { verdict: "skipped", reason: "no agent API" })]);
    const both = [reportOf([clause("a.b"), clause("c.d")]), skipped] as const;
    expect(diffReports(...both)).toEqual([]);
    expect(judgedOnce(...both)).toEqual([
      { clause: "a.b", why: "second: no agent API" },
      { clause: "c.d", why: "second: the report does not have it" },
    ]);
  });

  it("is none between a value and the same with other ids, times and order of fields", () => {
    const leaf = fc.oneof(
      fc.nat(5).map((index) => ({ id: index })),
      fc.constantFrom("plain", "", null, true, 1.5),
      fc.constant({ at: true }),
    );
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("node")),
        fc.dictionary(fc.constantFrom("a", "b", "c"), tie("node")),
      ),
    })).node;
    const seeds = fc.tuple(
      fc.array(fc.uuid(), { minLength: 6, maxLength: 6 }),
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
    );
    fc.assert(
      fc.property(tree, seeds, seeds, (value, one, other) => {
        fc.pre(new Set(one[0]).size === 6 && new Set(other[0]).size === 6);
        expect(new NormalForm().of(filled(value, other, true))).toEqual(
          new NormalForm().of(filled(value, one, false)),
        );
      }),
    );
  });
});

/** The tree with ids and times in it; `reversed` gives its fields in another order. */
function filled(value: unknown, seeds: [ids: string[], time: Date], reversed: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, seeds, reversed));
  if (typeof value !== "object" || value === null) return value;
  const { id, at } = value as { id?: unknown; at?: unknown };
  if (typeof id === "number") return `/products/${seeds[0][id]!}`;
  if (at === true) return seeds[1].toISOString();
  const entries = Object.entries(value).map(([name, item]) => [name, filled(item, seeds, reversed)] as const);
  return Object.fromEntries(reversed ? entries.reverse() : entries);
}

it("looks at each clause a few times, however many are in one report alone", () => {
  let looks = 0;
  const counted = (prefix: string) => {
    const clauses = Array.from({ length: 500 }, (_, n) => clause(`${prefix}.${n}`));
    const get = (list: typeof clauses, name: string | symbol): unknown => {
      if (/^\d+$/.test(String(name))) looks += 1;
      return Reflect.get(list, name) as unknown;
    };
    return { ...reportOf([]), clauses: new Proxy(clauses, { get }) };
  };
  const [first, second] = [counted("a"), counted("b")];
  expect([diffReports(first, second), judgedOnce(first, second).length]).toEqual([[], 1000]);
  expect(looks).toBeLessThan(10_000);
});
