import { Live } from "../components/live.js";
import { type DashboardPage, NotFound } from "../page.js";
import { makeProduct, productActions, productOfPage } from "../products/actions.js";
import { productDetail } from "../products/detail.js";
import { MakeProduct, productList } from "../products/list.js";

/** The products of all accounts. */
export const products: DashboardPage = {
  path: "/products",
  nav: "Products",
  title: () => "Products",
  fragments: [productList],
  actions: [makeProduct],
  render: (view) => (
    <>
      <Live view={view} fragment={productList} label="Products" class="list" />
      <MakeProduct view={view} />
    </>
  ),
};

/** One product with its Test Specs. */
export const product: DashboardPage = {
  path: "/products/:id",
  under: "/products",
  title(view) {
    const found = productOfPage(view);
    if (!found) throw new NotFound(`There is no product ${view.params["id"] ?? ""} in this sandbox.`);
    return found.product.name;
  },
  fragments: [productDetail],
  actions: productActions,
  render: (view) => <Live view={view} fragment={productDetail} />,
};
