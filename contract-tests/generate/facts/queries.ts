import type { FactsOf, SuiteFacts } from "../suite-facts.js";
import { inSharedProduct, readFull, type Finished } from "../test-things.js";

const ofProduct = ({ product_id }: Finished): { product_id: string } => ({ product_id });

const results = <Id extends "listTestResults" | "listTestResultsAlias">(
  operationId: Id,
): SuiteFacts<"listTestResults"> => ({
  needs: [],
  path: inSharedProduct,
  body: null,
  atBounds: null,
  example: null,
  full: (t) => readFull(t, operationId, ofProduct, ({ image_unique_id }) => image_unique_id),
});

export const QUERY_FACTS: FactsOf<"listTestEvents" | "listTestResults" | "listTestResultsAlias"> = {
  listTestEvents: {
    needs: [],
    path: inSharedProduct,
    body: null,
    atBounds: null,
    example: null,
    full: (t) => readFull(t, "listTestEvents", ofProduct, () => "RESULT_STORED"),
  },
  listTestResults: results("listTestResults"),
  listTestResultsAlias: results("listTestResultsAlias"),
};
