import { createProduct, deleteProduct, findProduct, updateProduct } from "../domain/product.js";
import { isRefusal } from "../domain/refusal.js";
import type { Handlers } from "./operation.js";
import { listAnswer } from "./long-list.js";
import { productShape } from "./shape.js";

export const products: Pick<
  Handlers,
  "createProduct" | "listProducts" | "getProduct" | "updateProduct" | "deleteProduct"
> = {
  createProduct({ body }, { account, newId, now, commit }) {
    const product = createProduct(account, body, newId(), now);
    commit([{ table: "products", put: product }]);
    return { status: 201, body: productShape(product), about: { products: [product.id] } };
  },

  listProducts(_, { state, account }) {
    const found = state.products(account);
    return listAnswer({
      bodyOf: (products) => ({ products }),
      count: found.length,
      item: (at) => productShape(found[at]!),
    });
  },

  getProduct({ path }, { state, account }) {
    const product = findProduct(state, account, path.product_id);
    return isRefusal(product) ? product : { status: 200, body: productShape(product) };
  },

  updateProduct({ path, body }, { state, account, commit }) {
    const product = findProduct(state, account, path.product_id);
    if (isRefusal(product)) return product;
    const updated = updateProduct(product, body);
    commit([{ table: "products", put: updated }]);
    return { status: 200, body: productShape(updated) };
  },

  deleteProduct({ path }, { state, account, commit }) {
    const product = findProduct(state, account, path.product_id);
    if (isRefusal(product)) return product;
    commit(deleteProduct(state, product));
    return { status: 204, body: undefined };
  },
};
