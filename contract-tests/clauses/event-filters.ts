import type { ClauseContext } from "./clause.js";
import { check, Skip } from "../judge/mismatch.js";
import { answered, list, same } from "./support/expect.js";
import type { EventLog } from "./support/bodies.js";
import { defineClauses, MAKE } from "./support/define.js";
import { eventLogs, type Filters } from "./support/read.js";
import { oncePerRun } from "../run/once-per-run.js";
import { shownDate, microsOf, NO_FRACTIONS, SECOND, secondOf } from "./support/times.js";
import { advertise, productWithSpecs } from "./support/trigger.js";

/** Two images of one product, each with two opportunities. */
interface Fixture {
  images: [string, string];
  productId: string;
  /** The logs of the first image. */
  first: EventLog[];
  /** The logs of the second image. */
  second: EventLog[];
}

async function fixture(t: ClauseContext): Promise<Fixture> {
  return oncePerRun(t, "event-filters", async () => {
    const { product } = await productWithSpecs(t, 2);
    const images: [string, string] = [t.uuid(), t.uuid()];
    const made: string[][] = [];
    for (const image_unique_id of images) {
      const ids = await advertise(t, "image", product.id, { image_unique_id, image_reference: null });
      made.push(ids.map(({ test_opportunity_id }) => test_opportunity_id));
    }
    const logs = await eventLogs(t, product.id);
    const [first, second] = images.map((image, index) => {
      const found = logs.filter((log) => made[index]!.includes(log.test_opportunity_id));
      check(found.length === 2, `logs of both opportunities of image ${image}`, found);
      return found;
    }) as [EventLog[], EventLog[]];
    return { productId: product.id, images, first, second };
  });
}

const idsOf = (logs: readonly EventLog[]): string[] => logs.map((log) => log.test_opportunity_id).toSorted();

async function finds(
  t: ClauseContext,
  productId: string,
  filters: Filters,
  expected: readonly EventLog[],
): Promise<void> {
  same("the opportunities found", idsOf(await eventLogs(t, productId, filters)), idsOf(expected));
}

/** As the documents write dates (D 1068). */
const written = shownDate;

/** Filters of event logs (contract.md §5; A-23). */
export const eventFilters = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: MAKE, leaves: "opportunities" },
  {
    "events.filter.test_opportunity_id": {
      title: "test_opportunity_id finds only the log of that opportunity",
      provenance: ["D 956"],
      statements: ["5.filter-opportunity"],
      async run(t) {
        const { productId, first } = await fixture(t);
        await finds(t, productId, { test_opportunity_id: first[0]!.test_opportunity_id }, first.slice(0, 1));
      },
    },
    "events.filter.test_opportunity_id.unknown": {
      title: "An unknown test_opportunity_id finds no log, status 200",
      provenance: ["D 956", "A-23"],
      statements: ["5.filter-opportunity"],
      async run(t) {
        const { productId } = await fixture(t);
        await finds(t, productId, { test_opportunity_id: t.uuid() }, []);
      },
    },
    "events.filter.image_unique_id": {
      title: "image_unique_id finds only the logs of that image",
      provenance: ["A-23"],
      statements: ["5.filters"],
      async run(t) {
        const { productId, images, first } = await fixture(t);
        await finds(t, productId, { image_unique_id: images[0] }, first);
      },
    },
    "events.filter.start_date": {
      title: "start_date finds opportunities queued at that time or later",
      provenance: ["A-23"],
      statements: ["5.filters"],
      async run(t) {
        const { productId, first, second } = await fixture(t);
        const earliest = secondOf(microsOf(first[0]!.queued_at));
        await finds(t, productId, { start_date: written(earliest) }, [...first, ...second]);
        const latest = secondOf(microsOf(second[0]!.queued_at)) + SECOND;
        await finds(t, productId, { start_date: written(latest) }, []);
      },
    },
    "events.filter.end_date": {
      title: "end_date finds opportunities queued before that time",
      provenance: ["A-23"],
      statements: ["5.filters"],
      async run(t) {
        const { productId, first, second } = await fixture(t);
        const latest = secondOf(microsOf(second[0]!.queued_at)) + SECOND;
        await finds(t, productId, { end_date: written(latest) }, [...first, ...second]);
        await finds(t, productId, { end_date: written(secondOf(microsOf(first[0]!.queued_at))) }, []);
      },
    },
    "events.filters-and": {
      title: "Filters are joined with AND: a log that fits only one of two is not found",
      provenance: ["A-23"],
      statements: ["5.filters"],
      async run(t) {
        const { images, productId, first } = await fixture(t);
        const { test_opportunity_id } = first[0]!;
        const [image_unique_id, other] = images;
        await finds(t, productId, { test_opportunity_id, image_unique_id }, first.slice(0, 1));
        await finds(t, productId, { test_opportunity_id, image_unique_id: other }, []);
        const end_date = written(secondOf(microsOf(first[0]!.queued_at)));
        await finds(t, productId, { image_unique_id, end_date }, []);
      },
    },
    "events.filters-and.dates": {
      title: "start_date and end_date together find opportunities queued between them",
      provenance: ["A-23"],
      statements: ["5.filters"],
      async run(t) {
        const { productId, first, second } = await fixture(t);
        const from = secondOf(microsOf(first[0]!.queued_at));
        const to = secondOf(microsOf(second[0]!.queued_at)) + SECOND;
        const span = { start_date: written(from), end_date: written(to) };
        await finds(t, productId, span, [...first, ...second]);
        await finds(t, productId, { start_date: written(to), end_date: written(to + SECOND) }, []);
        await finds(t, productId, { start_date: written(from - SECOND), end_date: written(from) }, []);
      },
    },
    "events.bounds.exact": {
      title: "start_date is inclusive and end_date exclusive, to the microsecond",
      provenance: ["A-23", "A-17"],
      statements: ["5.filters"],
      async run(t) {
        const { productId, first } = await fixture(t);
        const { queued_at, test_opportunity_id } = first[0]!;
        const from = await t.call("listTestEvents", {
          path: { product_id: productId },
          query: { test_opportunity_id, start_date: queued_at },
        });
        if (from.status === 400) throw new Skip(NO_FRACTIONS);
        check(
          list(answered(from, 200), "event_logs").length === 1,
          "the log from its queued_at on",
          from.text,
        );
        await finds(t, productId, { test_opportunity_id, end_date: queued_at }, []);
      },
    },
    "events.filter.narrow-shows-the-same": {
      title: "A log found by a filter is the same as in the whole list",
      provenance: ["A-23"],
      statements: ["5.filters"],
      async run(t) {
        const { productId, first } = await fixture(t);
        const [narrow] = await eventLogs(t, productId, {
          test_opportunity_id: first[0]!.test_opportunity_id,
        });
        same("the log", narrow, first[0]);
      },
    },
  },
);
