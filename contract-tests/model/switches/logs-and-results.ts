/** Assumptions about logs and results, the other way round. */
import { onStatus, onSuccess, problem, without } from "../changes.js";
import type { ModelSwitch } from "../changes.js";

const OLDER_LOG = ["image_unique_id", "events_seen", "spec_name", "test_opportunity"];
const OLDER_RESULT = ["platform", "extra_snaps", "test_spec", "agent"];

export const logSwitches: ModelSwitch[] = [
  {
    id: "a15-absent",
    about: "A-15",
    says: "Logs of products have no fields of the older log.",
    apply: (p) =>
      onSuccess(p, ["listTestEvents"], ({ event_logs }) => ({
        event_logs: (event_logs as Record<string, unknown>[]).map((log) => without(log, ...OLDER_LOG)),
      })),
  },
  {
    id: "a15-other-shape",
    about: "A-15",
    says: "A log's test_opportunity is the id alone.",
    apply(p) {
      const right = p.views.log;
      p.views.log = (o) => ({ ...right(o), test_opportunity: o.id });
    },
  },
  {
    id: "a16-lease",
    about: "A-16",
    says: "What an agent does not finish within a second waits for an agent again.",
    apply(p) {
      p.leaseMs = 1000;
    },
  },
  {
    id: "a17-end-inclusive",
    about: "A-17",
    says: "The end of a span is inclusive.",
    apply(p) {
      p.filters.until = (_listing, time, end) => time <= end;
    },
  },
  {
    id: "a17-whole-seconds",
    about: "A-17",
    says: "Dates are compared in whole seconds, so that the end's own second counts.",
    apply(p) {
      p.filters.until = (_listing, time, end) => Math.floor(time / 1_000_000) <= Math.floor(end / 1_000_000);
    },
  },
  {
    id: "a17-newest-first",
    about: "A-17",
    says: "Results are listed newest first.",
    apply(p) {
      const right = p.order.results;
      p.order.results = (list) => right(list).toReversed();
    },
  },
  {
    id: "a18-at-once",
    about: "A-18",
    says: "A result shows as soon as it is posted.",
    apply(p) {
      p.filters.shows = ({ result }) => result !== null;
      p.filters.time = (listing, { result, events, queuedAt }) =>
        listing.endsWith("results") ? (result!.storedAt ?? events.at(-1)!.at) : queuedAt;
    },
  },
  {
    id: "a19-absent",
    about: "A-19",
    says: "Results of products have no fields of the older record.",
    apply: (p) =>
      onSuccess(p, ["listTestResults"], ({ test_results }) => ({
        test_results: (test_results as Record<string, unknown>[]).map((each) =>
          without(each, ...OLDER_RESULT),
        ),
      })),
  },
  {
    id: "a19-spec-by-id",
    about: "A-19",
    says: "A result's test_spec is the id alone.",
    apply: (p) =>
      onSuccess(p, ["listTestResults"], ({ test_results }) => ({
        test_results: (test_results as { test_spec: { id: string } }[]).map((each) => ({
          ...each,
          test_spec: each.test_spec.id,
        })),
      })),
  },
  {
    id: "a23-ignored",
    about: "A-23",
    says: "Of the filters of logs only test_opportunity_id counts; the others are left alone.",
    apply(p) {
      p.filters.used = (listing, query) => {
        const { test_opportunity_id: id } = query;
        return listing.endsWith("results") ? query : id === undefined ? {} : { test_opportunity_id: id };
      };
    },
  },
  {
    id: "a23-refused",
    about: "A-23",
    says: "Filters of logs other than test_opportunity_id are 400.",
    apply: (p) =>
      onStatus(p, [200], (answer, { operation, incoming }) => {
        const isLogs = operation === "listTestEvents" || operation === "legacyListTestEvents";
        const isFiltered = /image_unique_id|_date/.test(incoming.rawQuery);
        return isLogs && isFiltered ? problem(p, 400, "Only test_opportunity_id is a parameter.") : answer;
      }),
  },
  {
    id: "a23-required",
    about: "A-23",
    says: "Logs are listed only by test_opportunity_id; without it the answer is 400.",
    apply: (p) =>
      onStatus(p, [200], (answer, { operation, incoming }) => {
        const isLogs = operation === "listTestEvents" || operation === "legacyListTestEvents";
        const isGiven = incoming.rawQuery.includes("test_opportunity_id=");
        return isLogs && !isGiven ? problem(p, 400, "test_opportunity_id is required.") : answer;
      }),
  },
  {
    id: "a23-newest-first",
    about: "A-23",
    says: "Logs are listed newest first.",
    apply(p) {
      p.order.logs = (list) => list.toReversed();
    },
  },
];
