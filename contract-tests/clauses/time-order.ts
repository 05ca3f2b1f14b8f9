import { check, Skip } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import type { Clause, ClauseContext } from "./clause.js";
import { pickOne, posted } from "./support/agent.js";
import type { EventLog, Product, TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, list, same } from "./support/expect.js";
import { eventLogs, logOf, logWith, storedResult, testResults } from "./support/read.js";
import { microsOf, SECOND } from "./support/times.js";
import { advertise, productWithSpecs } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";

/** A time in an answer, and what it is the time of. */
interface Told {
  of: string;
  time: unknown;
}

/** An opportunity from its beginning to its end, with a new product before and after each step. */
interface Stages {
  product: Product;
  spec: TestSpec;
  id: string;
  /** The log after each step. */
  logs: EventLog[];
  /** All times in the order in which they came about; without `updated_at`, which may be later than the last event. */
  told: Told[];
  picked: unknown;
  testSpecOfResult: unknown;
}

const marker = async (t: ClauseContext, of: string): Promise<Told> => ({
  of,
  time: (await t.make.product({ snaps: [] })).created_at,
});

const stages = (t: ClauseContext): Promise<Stages> =>
  oncePerRun(t, "time-order", async () => {
    const product = await t.make.product();
    const told: Told[] = [
      { of: "created_at of the product", time: product.created_at },
      await marker(t, "created_at of another product"),
    ];
    const platform = t.make.platform();
    const spec = await t.make.testSpec(product.id, { platform });
    told.push(
      { of: "created_at of its Test Spec", time: spec.created_at },
      await marker(t, "created_at of a product after the Test Spec"),
    );
    const logs: EventLog[] = [];
    const see = async (log: EventLog, event: string): Promise<void> => {
      logs.push(log);
      told.push(
        { of: event, time: log.events.at(-1)?.timestamp },
        await marker(t, `created_at of a product that was created after ${event}`),
      );
    };
    const body = { image_unique_id: t.uuid(), image_reference: null };
    const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, body);
    await see(await logOf(t, product.id, id), "QUEUED_FOR_AGENTS");
    const agent = agentFor(t, platform);
    const picked = await pickOne(t, agent, [id]);
    await see(await logOf(t, product.id, id), "PICKED_BY_AGENT");
    await posted(t, id, { agent_id: agent.agent_id });
    const result = await storedResult(t, product.id, id);
    await see(await logWith(t, 4, product.id, id), "RESULT_STORED");
    return { product, spec, id, logs, told, picked, testSpecOfResult: result.test_spec };
  });

/** The body of a GET. */
const read = async (
  t: ClauseContext,
  operation: string,
  path: Record<string, string> = {},
): Promise<unknown> => answered(await t.call(operation, { path }), 200);

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

/** More than clocks of a service and its proxy may differ, and less than any time zone. */
const TOLERANCE_S = 600;
/** At least so long between two products, in milliseconds; the inaccuracy of a clock in real time, in microseconds. */
const LEAST_MS = 6;
const TICK = 3_000;

const ofDay = defineClauses(
  { operation: "createProduct", answer: "201", needs: MAKE, leaves: "opportunities" },
  {
    "times.of-day": {
      title: "created_at and queued_at are the time of the answers' Date header",
      provenance: ["D 258", "D 964-991", "A-07"],
      statements: ["4.product-created-at", "2.naive-times", "2.offset-times"],
      async run(t) {
        if (t.target.capabilities.has("control-plane")) throw new Skip("an emulator has a clock of its own");
        const began = performance.now();
        const { product, specs } = await productWithSpecs(t);
        const made = performance.now();
        while (performance.now() - made < LEAST_MS) await read(t, "getProduct", { product_id: product.id });
        const second = performance.now();
        const body = { name: t.name("product"), release: "r", snaps: [] };
        const answer = await t.call("createProduct", { body });
        const { created_at } = answered<Product>(answer, 201);
        const elapsed = microsOf(created_at) - microsOf(product.created_at);
        const [least, most] = [(second - made) * 1000, (performance.now() - began) * 1000];
        if (elapsed < least - TICK || elapsed > most + TICK)
          throw new Skip("the target's clock does not run in real time");
        const date = Date.parse(answer.headers["date"] ?? "") / 1000;
        if (Number.isNaN(date)) throw new Skip("the answers have no Date header");
        const [queued] = await advertise(t, "image", product.id, {
          image_unique_id: t.uuid(),
          image_reference: null,
        });
        const { queued_at } = await logOf(t, product.id, queued.test_opportunity_id);
        const times = { created_at, queued_at, "created_at of a Test Spec": specs[0]!.created_at };
        for (const [name, time] of Object.entries(times)) {
          const off = Math.abs(microsOf(time) / SECOND - date);
          check(off <= TOLERANCE_S, `${name} within 10 minutes of ${answer.headers["date"]!}`, time);
        }
      },
    },
  },
);

/** That times are those of their objects, told the same everywhere (contract.md §2). */
export const timeOrder: readonly Clause[] = [...order, ...ofDay];
