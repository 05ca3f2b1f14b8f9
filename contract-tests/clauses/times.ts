import { check } from "../judge/mismatch.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { fields } from "./support/expect.js";
import { hasOffset, isNaive, microsOf } from "./support/times.js";
import { sharedTrigger } from "./support/trigger.js";
import { sharedWalk, walk } from "./support/walk.js";
import { trigger } from "./support/trigger.js";
import { same } from "./support/expect.js";

const NAIVE = "a time without offset, with six digits, such as 2016-01-04T17:34:39.093142";
const OFFSET = "a time with six digits and +00:00, such as 2016-01-04T16:58:28.805000+00:00";

/** The two forms of times in answers (contract.md §2), and that all times come from one clock. */
export const times = [
  ...defineClauses(
    { operation: "listTestEvents", answer: "200", needs: MAKE, leaves: "opportunities" },
    {
      "times.created-at-form.product": {
        title: "created_at of a product is UTC, without an offset and with six digits",
        provenance: ["D 258"],
        statements: ["2.naive-times"],
        operation: "createProduct",
        answer: "201",
        async run(t) {
          const { created_at } = await t.make.sharedProduct();
          check(isNaive(created_at), NAIVE, created_at);
        },
      },
      "times.created-at-form.test-spec": {
        title: "created_at of a Test Spec is UTC, without an offset and with six digits",
        provenance: ["L 1063"],
        statements: ["2.naive-times"],
        operation: "createTestSpec",
        answer: "201",
        async run(t) {
          const { created_at } = (await sharedTrigger(t, "snap")).specs[0]!;
          check(isNaive(created_at), NAIVE, created_at);
        },
      },
      "times.event-form.queued": {
        title: "The time of QUEUED_FOR_AGENTS has an offset and six digits",
        provenance: ["D 964"],
        statements: ["2.offset-times"],
        async run(t) {
          const time = (await sharedTrigger(t, "snap")).log.events[0]?.timestamp;
          check(hasOffset(time), OFFSET, time);
        },
      },
      "times.log-form": {
        title: "queued_at and updated_at have an offset and six digits",
        provenance: ["D 989-991"],
        statements: ["2.offset-times"],
        async run(t) {
          const { queued_at, updated_at } = (await sharedTrigger(t, "snap")).log;
          for (const time of [queued_at, updated_at]) check(hasOffset(time), OFFSET, time);
        },
      },
      "times.one-clock": {
        title: "Times of a product, its Test Spec and its opportunity ascend, in both forms of time",
        provenance: ["D 258", "L 1063", "D 991", "A-07", "A-08"],
        statements: ["2.naive-times", "2.offset-times"],
        async run(t) {
          const { product, specs, log } = await sharedTrigger(t, "image");
          const order = [product.created_at, specs[0]!.created_at, log.queued_at];
          const values = order.map(microsOf);
          check(
            values.every((value, n) => n === 0 || value >= values[n - 1]!),
            "ascending times",
            order,
          );
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestEvents", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "times.event-form": {
        title: "Times of all events have an offset and six digits",
        provenance: ["D 964-986"],
        statements: ["2.offset-times"],
        async run(t) {
          for (const { timestamp } of (await sharedWalk(t, "snap")).log.events) {
            check(hasOffset(timestamp), OFFSET, timestamp);
          }
        },
      },
      "times.pick-form": {
        title: "queued_at of a pick has an offset and six digits",
        provenance: ["A-21"],
        statements: ["7.opportunity"],
        operation: "pickTestOpportunity",
        async run(t) {
          const { queued_at } = (await sharedWalk(t, "snap")).picked;
          check(hasOffset(queued_at), OFFSET, queued_at);
        },
      },
      "times.timing-form": {
        title: "Times in a result's agent.timing have no offset and six digits",
        provenance: ["L 1074", "A-19"],
        statements: ["2.naive-times"],
        operation: "listTestResults",
        async run(t) {
          const { timing } = fields((await sharedWalk(t, "snap")).result.agent);
          const values = Object.values(fields(timing));
          check(values.length === 2, "two times", timing, ["A-19"]);
          for (const time of values) check(isNaive(time), NAIVE, time, ["A-19"]);
        },
      },
      "times.two-walks": {
        title: "An opportunity that is queued after a result was stored has no earlier time",
        provenance: ["D 964-991"],
        statements: ["5.times-never-back"],
        async run(t) {
          const first = await walk(t, await trigger(t, "image"));
          const second = await walk(t, await trigger(t, "image"));
          const all = [...first.log.events, ...second.log.events].map(({ timestamp }) => microsOf(timestamp));
          same(
            "the times of both",
            all,
            all.toSorted((a, b) => a - b),
          );
        },
      },
    },
  ),
];
