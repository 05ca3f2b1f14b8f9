import type { ClauseContext } from "../clause.js";
import { Skip } from "../../judge/mismatch.js";
import type { EventLog, Product, TestResult, TestSpec } from "./bodies.js";
import { answered, list } from "./expect.js";
import { oncePerRun } from "../../run/once-per-run.js";

/** The existing data of one product. */
export interface History {
  product: Product;
  specs: TestSpec[];
  /** All of its logs, oldest first. */
  logs: EventLog[];
  /** All of its results. */
  results: TestResult[];
}

/** The maximum number of products that are read. */
const MAX_PRODUCTS_READ = 20;
/** The maximum number of them that clauses use. */
const MAX_PRODUCTS_KEPT = 3;

/**
 * Existing data, of this run or of other clients, read with GET once for all clauses. Meanwhile products may come and go and
 * logs may grow; such changes do not count as contradictions. Results are read after the logs, so they include every result
 * that the logs show as stored.
 */
export async function history(t: ClauseContext): Promise<History[]> {
  return oncePerRun(t, "history", async () => {
    const found: History[] = [];
    for (const product of await candidates(t)) {
      const read = await readProduct(t, product);
      if (read && read.logs.length > 0) found.push(read);
      if (found.length === MAX_PRODUCTS_KEPT) break;
    }
    return found;
  });
}

/** Logs of the history. @throws Skip if it has none */
export async function pastLogs(t: ClauseContext): Promise<{ product: Product; log: EventLog }[]> {
  const all = await history(t);
  const logs = all.flatMap(({ product, logs }) => logs.map((log) => ({ product, log })));
  if (logs.length === 0) throw new Skip("none of the products read has event logs");
  return logs;
}

/** Results of the history. @throws Skip if it has none */
export async function pastResults(t: ClauseContext): Promise<{ of: History; result: TestResult }[]> {
  const all = await history(t);
  const results = all.flatMap((of) => of.results.map((result) => ({ of, result })));
  if (results.length === 0) throw new Skip("none of the products read has results");
  return results;
}

/** The configured product; without one, the newest products and one of this run if it creates any. */
async function candidates(t: ClauseContext): Promise<Product[]> {
  const { product: given, capabilities } = t.target;
  if (given !== undefined) {
    return [answered<Product>(await t.call("getProduct", { path: { product_id: given } }), 200)];
  }
  const all = list<Product>(answered(await t.call("listProducts"), 200), "products", ["A-07"]);
  const others = all.filter(({ name }) => !name.includes(t.run)).slice(-MAX_PRODUCTS_READ);
  if (!capabilities.has("writes") || !capabilities.has("create-products")) return others.toReversed();
  const own = capabilities.has("agent-api") ? await t.make.sharedWalked() : await t.make.opportunity();
  return [own.product, ...others.toReversed()];
}

/** Null if it has been deleted meanwhile. */
async function readProduct(t: ClauseContext, product: Product): Promise<History | null> {
  const path = { product_id: product.id };
  const answers: unknown[] = [];
  for (const operation of ["listTestEvents", "listTestResults", "listTestSpecs"]) {
    const answer = await t.call(operation, { path });
    if (answer.status === 404) return null;
    answers.push(answered(answer, 200));
  }
  const [logs, results, specs] = answers;
  return {
    product,
    logs: list<EventLog>(logs, "event_logs"),
    results: list<TestResult>(results, "test_results"),
    specs: list<TestSpec>(specs, "test_specs"),
  };
}
