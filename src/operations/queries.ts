import { findProduct } from "../domain/product.js";
import { findOpportunities, findResults, readFilters } from "../domain/query.js";
import { isRefusal } from "../domain/refusal.js";
import { listAnswer, listed } from "./long-list.js";
import type { Handler, Handlers } from "./operation.js";
import { eventLogShape, testResultShape } from "./shape.js";

const eventLogs = (event_logs: never[]) => ({ event_logs });
const testResults = (test_results: never[]) => ({ test_results });

const listTestResults: Handler<"listTestResults"> = ({ path, query }, { state, account }) => {
  const filters = readFilters(query);
  if (isRefusal(filters)) return filters;
  const product = findProduct(state, account, path.product_id);
  if (isRefusal(product)) return product;
  const rows = findResults(state, { account, productId: product.id }, filters);
  return listAnswer({
    bodyOf: testResults,
    ...listed(state, { table: "results", rows }, testResultShape),
  });
};

export const queries: Pick<Handlers, "listTestEvents" | "listTestResults" | "listTestResultsAlias"> = {
  listTestEvents({ path, query }, { state, account }) {
    const filters = readFilters(query);
    if (isRefusal(filters)) return filters;
    const product = findProduct(state, account, path.product_id);
    if (isRefusal(product)) return product;
    const rows = findOpportunities(state, { account, productId: product.id }, filters);
    return listAnswer({
      bodyOf: eventLogs,
      ...listed(state, { table: "opportunities", rows }, eventLogShape),
    });
  },

  listTestResults,
  /** The same at the address of the documents' example (C-1). */
  listTestResultsAlias: ({ path, query, body }, call) => listTestResults({ path, query, body }, call),
};
