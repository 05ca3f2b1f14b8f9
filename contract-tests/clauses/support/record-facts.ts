import { check, inWords } from "../../judge/mismatch.js";
import type { EventLog, Product, TestResult, TestSpec } from "./bodies.js";
import { fields, list, same } from "./expect.js";
import { hasOffset, isNaive, microsOf } from "./times.js";

/**
 * Facts that hold for the records of any client at any time (contract.md §5, §6), judged by what was read of them. A
 * subject is what a fact needs to know.
 */
export interface RecordFact<Subject> {
  /** The last part of a clause id. */
  id: string;
  title: string;
  provenance: readonly string[];
  statements: readonly string[];
  /** @throws Mismatch if it does not hold */
  judge: (subject: Subject) => void;
}

/** The fields of a fact that a clause repeats. */
export const factOf = <Subject>({ title, provenance, statements }: RecordFact<Subject>) => ({
  title,
  provenance,
  statements,
});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The event RESULT_STORED of a log; an empty object if it has none. */
export const storedIn = (log: EventLog) =>
  fields(log.events.find((event) => event.event_type === "RESULT_STORED"));

/** Of one log. */
export const logFacts = {
  timesForm: {
    id: "times-form",
    title: "Times of events, queued_at and updated_at have an offset and six digits",
    provenance: ["D 964-991"],
    statements: ["2.offset-times"],
    judge(log) {
      const all = [log.queued_at, log.updated_at, ...log.events.map(({ timestamp }) => timestamp)];
      const wrong = all.find((time) => !hasOffset(time));
      check(wrong === undefined, "times such as 2016-01-04T16:58:28.805000+00:00", wrong);
    },
  },
  context: {
    id: "context",
    title:
      "An image's opportunity has no snap fields; a snap's or gold master's has a primary snap that is one of its snaps",
    provenance: ["A-13", "A-15"],
    statements: ["4.context-of-image", "4.context-of-snap", "4.context-of-gold-master"],
    judge(log) {
      const shown = fields(log.test_opportunity);
      const { primary_snap_name, snaps, update_channel, base_channel, image_reference } = shown;
      const names = list(shown, "snaps").map((snap) => fields(snap)["name"]);
      if (primary_snap_name === null) {
        same(
          "snap fields of an image",
          { snaps, base_channel, update_channel },
          { snaps: [], base_channel: null, update_channel: null },
        );
      } else {
        check(
          names.at(-1) === primary_snap_name,
          `${inWords(primary_snap_name)} as the last of the snaps`,
          names,
        );
        same("image_reference without an image", image_reference, null);
      }
    },
  },
  platform: {
    id: "platform",
    title: "An opportunity with a platform was picked by an agent of that platform",
    provenance: ["A-21", "A-15"],
    statements: ["7.platform"],
    judge(log) {
      const { platform = null } = fields(log.test_opportunity);
      const picked = fields(log.events[1]);
      if (platform !== null && picked["event_type"] === "PICKED_BY_AGENT") {
        same(`platform of the agent of ${log.test_opportunity_id}`, picked["platform"], platform);
      }
    },
  },
} satisfies Record<string, RecordFact<EventLog>>;

/** Of the logs that one answer lists of a product. */
export const logListFacts = {
  ofTheProduct: {
    id: "of-the-product",
    title: "Every log of a product names that product, and no opportunity is listed twice",
    provenance: ["D 990", "D 992"],
    statements: ["5.no-filter", "4.ids-agree"],
    judge({ productId, logs }) {
      for (const log of logs) same("product_id", log.product_id, productId);
      const ids = logs.map((log) => log.test_opportunity_id);
      check(new Set(ids).size === ids.length, "each opportunity once", ids);
    },
  },
  oldestFirst: {
    id: "oldest-first",
    title: "Logs are listed oldest first",
    provenance: ["A-23"],
    statements: ["5.no-filter"],
    judge({ logs }) {
      const times = logs.map((log) => microsOf(log.queued_at));
      same(
        "the order of queued_at",
        times,
        times.toSorted((a, b) => a - b),
      );
    },
  },
} satisfies Record<string, RecordFact<{ productId: string; logs: readonly EventLog[] }>>;

/** No opportunity was queued before its product was created. */
export const notBeforeProduct: RecordFact<{ product: Product; log: EventLog }> = {
  id: "not-before-product",
  title: "No opportunity was queued before its product was created",
  provenance: ["D 258", "D 991", "A-07"],
  statements: ["4.product-created-at"],
  judge({ product, log }) {
    const after = microsOf(log.queued_at) >= microsOf(product.created_at);
    check(after, `queued_at not before ${product.created_at}`, log.queued_at);
  },
};

/** A log and the same one later. */
export const logGrows: RecordFact<{ before: EventLog; now: EventLog }> = {
  id: "grows",
  title: "A log keeps its events: events are added, never changed",
  provenance: ["D 905-907"],
  statements: ["5.prefix"],
  judge({ before, now }) {
    same("the earlier events", now.events.slice(0, before.events.length), before.events);
  },
};

/** Of one result. */
export const resultFacts = {
  ids: {
    id: "ids",
    title: "Ids of results and opportunities are UUIDs",
    provenance: ["D 1077", "D 1146"],
    statements: ["2.ids"],
    judge(result) {
      for (const id of [result.id, result.test_opportunity_id]) check(UUID.test(id), "a UUID", id);
    },
  },
  timingForm: {
    id: "timing-form",
    title: "Times in agent.timing have no offset and six digits",
    provenance: ["A-19", "L 1074"],
    statements: ["2.naive-times"],
    judge(result) {
      const wrong = Object.values(fields(fields(result.agent)["timing"])).find((time) => !isNaive(time));
      check(wrong === undefined, "times such as 2015-08-26T00:00:22.651078", wrong, ["A-19"]);
    },
  },
} satisfies Record<string, RecordFact<TestResult>>;

/** Of the results that one answer lists of a product. */
export const oneResultEach: RecordFact<readonly TestResult[]> = {
  id: "one-each",
  title: "An opportunity has one result",
  provenance: ["D 1077", "D 905-907"],
  statements: ["6.ids-agree"],
  judge(results) {
    const ids = results.map((result) => result.test_opportunity_id);
    check(new Set(ids).size === ids.length, "each opportunity once", ids);
  },
};

/** A log with RESULT_STORED, and the results of its product that were read afterwards. */
export const onceStored: RecordFact<{ log: EventLog; results: readonly TestResult[] }> = {
  id: "once-stored",
  title: "Each opportunity with RESULT_STORED has its result, with the id and status of that event",
  provenance: ["D 983-984", "D 1144-1146"],
  statements: ["6.ids-agree", "6.shows-when-stored", "5.ids-agree"],
  judge({ log, results }) {
    const { result_id, test_status } = storedIn(log);
    const result = results.find(({ id }) => id === result_id);
    check(result !== undefined, `result ${String(result_id)} of ${log.test_opportunity_id}`, "none", [
      "A-18",
      "D 983",
    ]);
    same("its test_status", result.test_status, test_status);
    same("its opportunity", result.test_opportunity_id, log.test_opportunity_id);
    same("its image", result.image_unique_id, log.image_unique_id, ["A-15"]);
  },
};

/** A result, and the log of its opportunity that was read afterwards. */
export const notBeforeStored: RecordFact<{ log: EventLog; result: TestResult }> = {
  id: "not-before-stored",
  title: "A listed result has RESULT_STORED in its log",
  provenance: ["A-18"],
  statements: ["6.shows-when-stored"],
  judge({ log, result }) {
    same("the result of RESULT_STORED", storedIn(log)["result_id"], result.id);
  },
};

/** A finished log and its result. */
export const finishedFacts = {
  agent: {
    id: "agent",
    title: "agent-id of a result is the agent_id of its events",
    provenance: ["D 1145", "D 977"],
    statements: ["6.agent-id", "9.c-3"],
    judge({ log, result }) {
      same("agent-id", fields(result)["agent-id"], fields(log.events[1])["agent_id"]);
    },
  },
  asTriggered: {
    id: "as-triggered",
    title: "Results have the same fields of their opportunity as the events",
    provenance: ["A-13", "A-15", "A-19"],
    statements: ["6.result"],
    judge({ log, result }) {
      const names = ["image_reference", "extra_snaps", "primary_snap_name", "base_channel", "update_channel"];
      for (const name of names) same(name, fields(result)[name], fields(log.test_opportunity)[name]);
    },
  },
} satisfies Record<string, RecordFact<{ log: EventLog; result: TestResult }>>;

/** A result and a Test Spec of its id. */
export const sameTestSpec: RecordFact<{ result: TestResult; spec: TestSpec }> = {
  id: "test-spec",
  title: "test_spec of a result is an unchanged Test Spec of the product, or a deleted one",
  provenance: ["A-19", "A-29"],
  statements: ["6.result-rest"],
  judge({ result, spec }) {
    same("test_spec", result.test_spec, spec);
  },
};

/** What an advertisement's answer says of its opportunities. */
export interface Advertised {
  test_opportunity_id: string;
  image_unique_id: string;
}

/** The answer to an advertisement, and one of the logs that it began. */
export const logAsAdvertised: RecordFact<{ productId: string; ids: Advertised; log: EventLog }> = {
  id: "ids-agree",
  title: "The event log has the ids of the advertisement's answer",
  provenance: ["D 956", "D 990", "D 992"],
  statements: ["4.ids-agree"],
  judge({ productId, ids: { test_opportunity_id, image_unique_id }, log }) {
    same("product_id", log.product_id, productId);
    same("test_opportunity_id", log.test_opportunity_id, test_opportunity_id);
    same("image_unique_id", log.image_unique_id, image_unique_id, ["A-15"]);
    same("test_opportunity.id", log.test_opportunity?.id, test_opportunity_id, ["A-15"]);
  },
};

/** The answer to an advertisement, and the result of one of its opportunities. */
export const resultAsAdvertised: RecordFact<{ ids: Advertised; result: TestResult }> = {
  id: "ids-agree",
  title: "A result has the opportunity and image ids of the advertisement's answer",
  provenance: ["D 1077", "D 1143"],
  statements: ["6.ids-agree"],
  judge({ ids, result: { test_opportunity_id, image_unique_id } }) {
    same("its ids", { test_opportunity_id, image_unique_id }, ids);
  },
};

/** All ids of one advertisement's answer. */
export const oneImage: RecordFact<readonly Advertised[]> = {
  id: "shared-image-unique-id",
  title: "All opportunities of an advertisement have the same image_unique_id",
  provenance: ["D 701-766", "D 772-838", "D 840-899"],
  statements: ["4.shared-image-unique-id"],
  judge(ids) {
    check(new Set(ids.map(({ image_unique_id }) => image_unique_id)).size <= 1, "one image_unique_id", ids);
  },
};

/** The image of an advertisement, and the ids of its answer. */
export const imageKeepsId: RecordFact<{ sent: unknown; ids: readonly Advertised[] }> = {
  id: "image-keeps-id",
  title: "An image's opportunities have the image_unique_id of the request",
  provenance: ["D 748", "D 760"],
  statements: ["4.image-keeps-id"],
  judge({ sent, ids }) {
    same(
      "image_unique_id",
      ids.map(({ image_unique_id }) => image_unique_id),
      ids.map(() => sent),
    );
  },
};

/** What an agent posted with the id in the answer, and the log of that opportunity. */
export const logAsPosted: RecordFact<{ posted: { result_id: string; test_status: unknown }; log: EventLog }> =
  {
    id: "posted.result",
    title: "RESULT_POSTED has the result id of the answer and the posted status",
    provenance: ["D 974-975"],
    statements: ["5.posted", "5.ids-agree"],
    judge({ posted, log }) {
      const { result_id, test_status } = fields(log.events[2]);
      same("them", { result_id, test_status }, posted);
    },
  };

/** What an agent posted, and the result of that opportunity. */
export const payloadUnchanged: RecordFact<{ posted: { result_payload: unknown }; result: TestResult }> = {
  id: "payload",
  title: "result_payload comes back unchanged",
  provenance: ["D 1147-1148"],
  statements: ["6.result", "7.kit-result"],
  judge({ posted, result }) {
    same("result_payload", result.result_payload, posted.result_payload);
  },
};
