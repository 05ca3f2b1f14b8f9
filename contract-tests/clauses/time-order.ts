import { check } from "../judge/mismatch.js";
import type { Clause } from "./clause.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, list, same } from "./support/expect.js";
import { eventLogs, testResults } from "./support/read.js";
import { microsOf } from "./support/times.js";
import { stages, read } from "./support/stages.js";
import { ofDay } from "./time-of-day.js";

const itsOwn = (listed: unknown, name: string, id: string): unknown =>
  list<{ id: string }>(listed, name).find((one) => one.id === id);

/** A time and where it is told. */
function sameTimes(what: string, told: Readonly<Record<string, unknown>>, grounds: readonly string[]): void {
  const [[first, expected], ...others] = Object.entries(told) as [[string, unknown], ...[string, unknown][]];
  for (const [place, time] of others) same(`${what} ${place}, as ${first},`, time, expected, grounds);
}

const order = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: WALK, leaves: "opportunities" },
  {
    "times.order.of-all": {
      title: "All times of an opportunity lie between those of products that were created before and after",
      provenance: ["D 258", "D 964-991", "A-07", "A-08", "A-21"],
      statements: ["2.naive-times", "2.offset-times", "4.product-created-at", "5.times-never-back"],
      async run(t) {
        const { told } = await stages(t);
        for (const [at, later] of told.entries()) {
          const earlier = told[at - 1];
          if (earlier === undefined) continue;
          const inOrder = microsOf(later.time) >= microsOf(earlier.time);
          check(inOrder, `${later.of} not before ${earlier.of}, ${String(earlier.time)}`, later.time);
        }
      },
    },
    "times.updated-at.stages": {
      title: "At every stage updated_at is not before the last event, and it never goes back",
      provenance: ["D 986", "D 989", "A-21"],
      statements: ["5.updated-at"],
      async run(t) {
        const { logs } = await stages(t);
        let before = 0;
        for (const { events, updated_at } of logs) {
          const { event_type, timestamp } = events.at(-1)!;
          const time = microsOf(updated_at);
          check(time >= microsOf(timestamp), `updated_at not before ${event_type}, ${timestamp}`, updated_at);
          check(time >= before, "updated_at not before that of the stage before", updated_at);
          before = time;
        }
      },
    },
    "times.same.product": {
      title: "created_at of a product is the same in every answer, also after a replacement",
      provenance: ["D 258", "A-07"],
      statements: ["4.product-created-at", "4.updateProduct"],
      operation: "getProduct",
      async run(t) {
        const { product } = await stages(t);
        const { id, name, release, snaps, created_at } = product;
        const path = { product_id: id };
        const put = await t.call("updateProduct", { path, body: { name, release, snaps } });
        const told = {
          "in the answer to its creation": created_at,
          "in the answer to its replacement": fields(answered(put, 200))["created_at"],
          "of getProduct": fields(await read(t, "getProduct", path))["created_at"],
          "of listProducts": fields(itsOwn(await read(t, "listProducts"), "products", id))["created_at"],
        };
        sameTimes("created_at", told, ["D 258", "A-07"]);
      },
    },
    "times.same.test-spec": {
      title: "created_at of a Test Spec is the same in every answer",
      provenance: ["L 1063", "A-08", "A-19", "A-21"],
      statements: ["4.test-spec"],
      operation: "getTestSpec",
      async run(t) {
        const { product, spec, picked, testSpecOfResult } = await stages(t);
        const path = { product_id: product.id, test_spec_id: spec.id };
        const listed = itsOwn(await read(t, "listTestSpecs", path), "test_specs", spec.id);
        const told = {
          "in the answer to its creation": spec.created_at,
          "of getTestSpec": fields(await read(t, "getTestSpec", path))["created_at"],
          "of listTestSpecs": fields(listed)["created_at"],
          "of the pick": fields(fields(picked)["test_spec"])["created_at"],
          "of the result": fields(testSpecOfResult)["created_at"],
        };
        sameTimes("created_at", told, ["L 1063", "A-08", "A-19", "A-21"]);
      },
    },
    "times.same.events": {
      title: "The time of an event is the same in every answer, at every stage",
      provenance: ["D 964-991", "A-21"],
      statements: ["5.prefix", "5.queued-at"],
      async run(t) {
        const { product, id, logs, picked } = await stages(t);
        const last = logs.at(-1)!;
        for (const { events, queued_at } of logs) {
          const seen = last.events.slice(0, events.length);
          same("the first events", events, seen, ["D 964-991"]);
          same("queued_at", queued_at, last.queued_at, ["D 964-991"]);
        }
        same("queued_at of the pick", fields(picked)["queued_at"], last.queued_at, ["A-21"]);
        const all = await eventLogs(t, product.id);
        const found = all.find((log) => log.test_opportunity_id === id);
        same("the events without a filter", found?.events, last.events, ["D 964-991", "A-23"]);
      },
    },
    "times.same.legacy": {
      title: "Both APIs tell the same times of events and of a Test Spec",
      provenance: ["A-32"],
      statements: ["8.one-set"],
      operation: "legacyListTestEvents",
      needs: [...WALK, "legacy"],
      async run(t) {
        const { id, logs, spec } = await stages(t);
        const path = { org_id: t.target.organization! };
        const query = { test_opportunity_id: id };
        const ask = async (operation: string): Promise<unknown> =>
          answered(await t.call(operation, { path, query }), 200);
        const [log] = list(await ask("legacyListTestEvents"), "event_logs");
        const [result] = list(await ask("legacyListTestResults"), "test_results");
        const { events, queued_at } = fields(log);
        same(
          "its times",
          { events, queued_at },
          { events: logs.at(-1)!.events, queued_at: logs[0]!.queued_at },
        );
        const { created_at } = fields(fields(result)["test_spec"]);
        same("created_at of the Test Spec", created_at, spec.created_at);
      },
    },
    "times.span-of-result": {
      title: "The times that the events tell find a result and its log, to the microsecond",
      provenance: ["D 1068", "A-03", "A-17", "A-23"],
      statements: ["6.filter-dates", "6.bounds", "5.filters"],
      operation: "listTestResults",
      async run(t) {
        const { product, id, logs } = await stages(t);
        const [queued, stored] = [logs[0]!.events[0]!.timestamp, logs.at(-1)!.events[3]!.timestamp];
        const isIts = ({ test_opportunity_id }: { test_opportunity_id: string }): boolean =>
          test_opportunity_id === id;
        const results = async (query: Record<string, string>) =>
          (await testResults(t, product.id, query)).some(isIts);
        const found = async (query: Record<string, string>) =>
          (await eventLogs(t, product.id, query)).some(isIts);
        check(await results({ start_date: stored }), `the result from ${stored} on`, "none");
        check(!(await results({ end_date: stored })), `no result before ${stored}`, "one");
        check(await found({ start_date: queued }), `the log from ${queued} on`, "none", ["A-03", "A-23"]);
        check(!(await found({ end_date: queued })), `no log before ${queued}`, "one", ["A-03", "A-23"]);
      },
    },
  },
);

/** That times are those of their objects, told the same everywhere (contract.md §2). */
export const timeOrder: readonly Clause[] = [...order, ...ofDay];
