import type { Clause, ClauseContext } from "./clause.js";
import { check, Skip } from "../judge/mismatch.js";
import { pickOne, posted } from "./support/agent.js";
import type { TestResult } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, errorId, list, refused, same } from "./support/expect.js";
import { type Filters, logWith, type ResultsOperation, storedResult, testResults } from "./support/read.js";
import { oncePerRun } from "../run/once-per-run.js";
import { shownDate, microsOf, NO_FRACTIONS, SECOND, secondOf } from "./support/times.js";
import { advertise, productWithSpecs } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";

/** Results of two images of one product, two of each; `storedAt` is the time of RESULT_STORED. */
interface Fixture {
  productId: string;
  first: TestResult[];
  second: TestResult[];
  storedAt: Map<string, string>;
}

async function fixture(t: ClauseContext): Promise<Fixture> {
  return oncePerRun(t, "result-filters", async () => {
    const { product, platform } = await productWithSpecs(t, 2);
    const storedAt = new Map<string, string>();
    const images: TestResult[][] = [];
    for (const image_unique_id of [t.uuid(), t.uuid()]) {
      const made = await advertise(t, "image", product.id, { image_unique_id, image_reference: null });
      const ids = made.map(({ test_opportunity_id }) => test_opportunity_id);
      const results: TestResult[] = [];
      while (results.length < ids.length) {
        const agent = agentFor(t, platform);
        const { test_opportunity_id: id } = await pickOne(t, agent, ids);
        await posted(t, id, { agent_id: agent.agent_id });
        results.push(await storedResult(t, product.id, id));
        storedAt.set(id, (await logWith(t, 4, product.id, id)).events[3]!.timestamp);
      }
      images.push(results);
    }
    return { productId: product.id, first: images[0]!, second: images[1]!, storedAt };
  });
}

const idsOf = (results: readonly TestResult[]): string[] => results.map(({ id }) => id).toSorted();

/**
 * As the documents write dates (D 1068). They do not say whether the second of a span's end belongs to it, so that a
 * span which must not find a result ends a whole second earlier.
 */
const written = shownDate;

/** Filters of results, at one of the two addresses (contract.md §6; C-1). */
function filtersAt(operation: ResultsOperation, prefix: string): Clause[] {
  const finds = async (
    t: ClauseContext,
    { productId }: Fixture,
    filters: Filters,
    expected: readonly TestResult[],
  ): Promise<void> => {
    const found = await testResults(t, productId, filters, operation);
    same(`the results found by ${Object.keys(filters).join(" and ")}`, idsOf(found), idsOf(expected));
  };
  const secondOfResult = ({ storedAt }: Fixture, result: TestResult): number =>
    secondOf(microsOf(storedAt.get(result.test_opportunity_id)));
  return defineClauses(
    { operation, answer: "200", needs: WALK, leaves: "opportunities" },
    {
      [`${prefix}.filter.none`]: {
        title: "Without a filter all results of the product are listed",
        provenance: ["D 1044-1083"],
        statements: ["6.filters"],
        async run(t) {
          const all = await fixture(t);
          await finds(t, all, {}, [...all.first, ...all.second]);
        },
      },
      [`${prefix}.filter.image_unique_id`]: {
        title: "image_unique_id finds only the results of that image",
        provenance: ["D 717-719", "P"],
        statements: ["6.filter-image"],
        async run(t) {
          const all = await fixture(t);
          await finds(t, all, { image_unique_id: all.first[0]!.image_unique_id }, all.first);
          await finds(t, all, { image_unique_id: t.uuid() }, []);
        },
      },
      [`${prefix}.filter.test_opportunity_id`]: {
        title: "test_opportunity_id finds only the result of that opportunity",
        provenance: ["D 742", "D 797"],
        statements: ["6.filter-opportunity"],
        async run(t) {
          const all = await fixture(t);
          const [result] = all.second;
          await finds(t, all, { test_opportunity_id: result!.test_opportunity_id }, [result!]);
          await finds(t, all, { test_opportunity_id: t.uuid() }, []);
        },
      },
      [`${prefix}.filter.start_date`]: {
        title: "start_date finds results stored at that time or later",
        provenance: ["D 1068"],
        statements: ["6.filter-dates"],
        async run(t) {
          const all = await fixture(t);
          const from = secondOfResult(all, all.first[0]!);
          await finds(t, all, { start_date: written(from) }, [...all.first, ...all.second]);
          const after = secondOfResult(all, all.second[1]!) + SECOND;
          await finds(t, all, { start_date: written(after) }, []);
        },
      },
      [`${prefix}.filter.end_date`]: {
        title: "end_date finds results stored before that time",
        provenance: ["D 1068"],
        statements: ["6.filter-dates"],
        async run(t) {
          const all = await fixture(t);
          const after = secondOfResult(all, all.second[1]!) + SECOND;
          await finds(t, all, { end_date: written(after) }, [...all.first, ...all.second]);
          await finds(t, all, { end_date: written(secondOfResult(all, all.first[0]!) - SECOND) }, []);
        },
      },
      [`${prefix}.filters-and`]: {
        title: "Filters are joined with AND: a result that matches only one of two is not found",
        provenance: ["D 1068", "D 717-719", "D 742"],
        statements: ["6.filters"],
        async run(t) {
          const all = await fixture(t);
          const [one, other] = [all.first[0]!, all.second[0]!];
          const { test_opportunity_id, image_unique_id } = one;
          await finds(t, all, { test_opportunity_id, image_unique_id }, [one]);
          await finds(t, all, { test_opportunity_id, image_unique_id: other.image_unique_id }, []);
          const start_date = written(secondOfResult(all, all.second[1]!) + SECOND);
          await finds(t, all, { image_unique_id, start_date }, []);
          const end_date = written(secondOfResult(all, one) - SECOND);
          await finds(t, all, { test_opportunity_id, end_date }, []);
        },
      },
      [`${prefix}.filters-and.dates`]: {
        title: "start_date and end_date together find results stored between them",
        provenance: ["D 1068"],
        statements: ["6.filters", "6.filter-dates"],
        async run(t) {
          const all = await fixture(t);
          const from = secondOfResult(all, all.first[0]!);
          const to = secondOfResult(all, all.second[1]!) + SECOND;
          const between = { start_date: written(from), end_date: written(to) };
          await finds(t, all, between, [...all.first, ...all.second]);
          await finds(t, all, { start_date: written(to), end_date: written(to + SECOND) }, []);
          await finds(
            t,
            all,
            { start_date: written(from - 2 * SECOND), end_date: written(from - SECOND) },
            [],
          );
        },
      },
      [`${prefix}.start-inclusive`]: {
        title: "start_date is inclusive: a result stored in exactly that microsecond is found",
        provenance: ["A-17"],
        statements: ["6.bounds"],
        async run(t) {
          const { productId, first, storedAt } = await fixture(t);
          const { test_opportunity_id } = first[0]!;
          const query = { test_opportunity_id, start_date: storedAt.get(test_opportunity_id)! };
          const answer = await t.call(operation, { path: { product_id: productId }, query });
          if (answer.status === 400) throw new Skip(NO_FRACTIONS);
          check(list(answered(answer, 200), "test_results").length === 1, "the result", answer.text);
        },
      },
      [`${prefix}.end-exclusive`]: {
        title: "end_date is exclusive: a result stored in exactly that microsecond is not found",
        provenance: ["A-17"],
        statements: ["6.bounds"],
        async run(t) {
          const { productId, first, storedAt } = await fixture(t);
          const { test_opportunity_id } = first[0]!;
          const query = { test_opportunity_id, end_date: storedAt.get(test_opportunity_id)! };
          const answer = await t.call(operation, { path: { product_id: productId }, query });
          if (answer.status === 400) throw new Skip(NO_FRACTIONS);
          same("the results", list(answered(answer, 200), "test_results"), []);
        },
      },
      [`${prefix}.filter.narrow-shows-the-same`]: {
        title: "A result found by a filter is the same as in the whole list",
        provenance: ["D 1044-1083"],
        statements: ["6.filters"],
        async run(t) {
          const { productId, first } = await fixture(t);
          const all = await testResults(t, productId, {}, operation);
          const { id, image_unique_id } = first[0]!;
          const narrow = await testResults(t, productId, { image_unique_id }, operation);
          const one = (results: TestResult[]) => results.find((result) => result.id === id);
          same("the result", one(narrow), one(all));
        },
      },
      [`${prefix}.only-this-product`]: {
        title: "A product lists only its own results, even if the filter names another product's image",
        provenance: ["D 1044-1083"],
        statements: ["6.filters"],
        async run(t) {
          const { first } = await fixture(t);
          const { product } = await productWithSpecs(t);
          const { image_unique_id } = first[0]!;
          same("the results", await testResults(t, product.id, { image_unique_id }, operation), []);
          same("all results", await testResults(t, product.id, {}, operation), []);
        },
      },
      [`${prefix}.unreadable-date`]: {
        title: "An invalid date is 400, and the message names the parameter and the accepted forms",
        provenance: ["A-01"],
        statements: ["2.date-refused"],
        answer: "400",
        needs: ["history"],
        leaves: "nothing",
        async run(t) {
          const { id } = await t.make.sharedProduct();
          for (const name of ["start_date", "end_date"]) {
            const answer = await t.call(operation, {
              path: { product_id: id },
              query: { [name]: "yesterday" },
            });
            const refusal = refused(answer, 400);
            errorId(refusal.id, "invalid-data");
            check(refusal.message.includes(name), `a message that names ${name}`, refusal.message);
            check(/\d{4}/.test(refusal.message), "the accepted forms", refusal.message);
          }
        },
      },
    },
  );
}

/** Filters of results (contract.md §6). */
export const resultFilters = [
  ...filtersAt("listTestResults", "results"),
  ...filtersAt("listTestResultsAlias", "results-alias"),
];
