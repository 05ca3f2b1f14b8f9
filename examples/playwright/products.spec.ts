import { expect, test } from "./spi.js";

test("a revision comes to results", async ({ spi }) => {
  const { products } = await (await spi.fetch("/products")).json();
  await spi.advance(20 * 60_000);
  expect(products.length).toBe(2);
  expect((await spi.status()).counts.unfinished).toBe(0);
});

test("a page shows what the service answers", async ({ page, spi }) => {
  await page.route("http://app.test/", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: '<p></p><script>fetch("/spi/products").then((r) => r.json()).then(({ products }) => (document.querySelector("p").textContent = products.length))</script>',
    }),
  );
  await page.goto("http://app.test/");
  await expect(page.locator("p")).toHaveText("2");
  expect((await spi.exchanges({ operation: "listProducts" })).length).toBe(1);
});
