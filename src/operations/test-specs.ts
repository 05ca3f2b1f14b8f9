import { createTestSpec, findProduct, findTestSpec } from "../domain/product.js";
import type { Json } from "../domain/records.js";
import { isRefusal } from "../domain/refusal.js";
import type { Handlers } from "./operation.js";
import { listAnswer } from "./long-list.js";
import { testSpecShape } from "./shape.js";

export const testSpecs: Pick<
  Handlers,
  "createTestSpec" | "listTestSpecs" | "getTestSpec" | "deleteTestSpec"
> = {
  createTestSpec({ path, body }, { state, account, newId, now, commit }) {
    const product = findProduct(state, account, path.product_id);
    if (isRefusal(product)) return product;
    const { test_payload, ...fields } = body;
    const spec = createTestSpec(product, { ...fields, test_payload: test_payload as Json }, newId(), now);
    commit([{ table: "test_specs", put: spec }]);
    return { status: 201, body: testSpecShape(spec) };
  },

  listTestSpecs({ path }, { state, account }) {
    const product = findProduct(state, account, path.product_id);
    if (isRefusal(product)) return product;
    const found = state.testSpecs(product.id);
    return listAnswer({
      bodyOf: (test_specs) => ({ test_specs }),
      count: found.length,
      item: (at) => testSpecShape(found[at]!),
    });
  },

  getTestSpec({ path }, { state, account }) {
    const product = findProduct(state, account, path.product_id);
    if (isRefusal(product)) return product;
    const spec = findTestSpec(state, product, path.test_spec_id);
    return isRefusal(spec) ? spec : { status: 200, body: testSpecShape(spec) };
  },

  deleteTestSpec({ path }, { state, account, commit }) {
    const product = findProduct(state, account, path.product_id);
    if (isRefusal(product)) return product;
    const spec = findTestSpec(state, product, path.test_spec_id);
    if (isRefusal(spec)) return spec;
    commit([{ table: "test_specs", put: { ...spec, deleted: true } }]);
    return { status: 204, body: undefined };
  },
};
