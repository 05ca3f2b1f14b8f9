import { check, inWords } from "../../judge/mismatch.js";
import type { EventLog, Product } from "./bodies.js";
import { fields, list, same } from "./expect.js";
import { hasOffset, microsOf } from "./times.js";
import type { RecordFact } from "./record-fact.js";

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
