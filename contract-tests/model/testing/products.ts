/** Products and Test Specs, between accounts too. */
import type { Walk } from "./harness.js";
import { HARD_VALUE, image, makeProduct } from "./values.js";

export async function walkProducts(walk: Walk): Promise<void> {
  const { ask } = walk;
  const other = { keys: walk.accounts[1]!.credentials };
  const text = "  A  b<&e\u0301\u00e9 ";
  const hard = { name: text, release: "15.10", snaps: ["z.Z", "a.b", "é.x"] };
  const product = await makeProduct(walk, hard, []);
  await ask("POST", "/products", { body: { ...hard, release: "Rolling X" } });
  await ask("POST", "/products", { body: hard });
  const twin = await makeProduct(walk, hard, []);
  for (const each of [
    product,
    product.toUpperCase().replace("PRODUCTS", "products"),
    `${product}0`,
    "/products/x",
  ])
    await ask("GET", each);
  await ask("HEAD", product);
  await ask("GET", "/products");
  await ask("PUT", product, { body: { ...hard, name: "n", snaps: [] } });
  for (const path of [product, "/products"]) await ask("GET", path);
  for (const path of [product, "/products"]) await ask("HEAD", path);

  const specs = [
    { name: " a b ", platform: "Pi2", image_name: "", test_payload: HARD_VALUE },
    ...[null, 0, {}, [], "", '{"a": 1}', "{'foo': 'bar'}"].map((test_payload) => ({
      name: "same",
      test_payload,
    })),
    ...["z", "y", "x", "w", "w"].map((name) => ({ name, image_name: null })),
  ];
  for (const body of specs) await ask("POST", `${product}/test-specs`, { body });
  const { test_specs } = await ask("GET", `${product}/test-specs`);
  const spec = `${product}/test-specs/${String(test_specs[0].id)}`;
  await ask("GET", spec);
  await ask("GET", spec.replace(product, twin));
  await ask("GET", `${twin}/test-specs`);
  await ask("POST", `${product}/images`, image("all"));

  await ask("GET", "/products", other);
  for (const path of ["", "/test-specs", "/tests/events", "/tests/results"])
    await ask("GET", product + path, other);
  await ask("GET", spec, other);
  await ask("PUT", product, { ...other, body: hard });
  await ask("POST", `${product}/test-specs`, { ...other, body: { name: "theirs" } });
  await ask("POST", `${product}/images`, { ...other, ...image("I") });
  await ask("POST", `${product}/snaps`, { ...other, body: { name: "a.b", revision: 1, channel: "edge" } });
  await ask("POST", "/products", { ...other, body: hard });
  await ask("DELETE", product, other);
  await ask("GET", "/products/00000000-0000-4000-8000-000000000000", other);
  await manyProducts(walk);
}

async function manyProducts({ ask }: Walk): Promise<void> {
  for (let i = 0; i < 22; i++)
    await ask("POST", "/products", { body: { name: `${99 - i}`, release: "r", snaps: [] } });
  await ask("GET", "/products");
}
