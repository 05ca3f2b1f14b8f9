/** What is left of Test Specs and products that were deleted. */
import type { Walk } from "./harness.js";
import { image, makeProduct, runOne } from "./values.js";

export async function walkDeletions(walk: Walk): Promise<void> {
  const { ask } = walk;
  const specs = [
    { name: "s1", test_payload: 1 },
    { name: "s2", image_name: "L" },
  ];
  const product = await makeProduct(walk, { name: "deleted" }, specs);
  const namesake = await makeProduct(walk, { name: "deleted" }, [{ name: "t" }]);
  await ask("POST", `${product}/images`, image("D1"));
  await ask("POST", `${namesake}/images`, image("D2"));
  const { test_specs } = await ask("GET", `${product}/test-specs`);
  const spec = `${product}/test-specs/${String(test_specs[0].id)}`;
  await runOne(walk);
  walk.settle();
  await ask("POST", `${product}/images`, image("D3"));
  await ask("GET", spec);
  await ask("DELETE", spec);
  await ask("DELETE", spec);
  await ask("GET", spec);
  await ask("GET", `${product}/test-specs`);
  for (const path of ["/tests/events", "/tests/results"]) await ask("GET", product + path);
  await ask("POST", `${product}/images`, image("D4"));
  for (let i = 0; i < 4; i++) await runOne(walk);
  walk.settle();
  await ask("GET", `${product}/tests/results`);
  const held = await ask("POST", "/agents/a/pick", {});
  const path = `/test-opportunities/${String(held.test_opportunity_id)}/results`;
  await ask("GET", "/products");
  await ask("DELETE", product);
  await ask("DELETE", product);
  for (const each of [product, namesake, `${product}/tests/events`, "/products", "/orgs/docs-org/results"])
    await ask("GET", each);
  await ask("POST", path, { body: { agent_id: "a", test_status: "PASSED", result_payload: {} } });
  await ask("POST", "/orgs/docs-org/images", {
    body: { image_unique_id: "D5", image_name: "L", image_reference: 1 },
  });
  await ask("POST", "/agents/a/pick", {});
  const last = await makeProduct(walk, { name: "last" });
  await ask("POST", `${last}/images`, image("D6"));
  const mine = await ask("POST", "/agents/a/pick", {});
  await ask("DELETE", last);
  await ask("POST", `/test-opportunities/${String(mine.test_opportunity_id)}/results`, {
    body: { agent_id: "a", test_status: "PASSED", result_payload: {} },
  });
  const waiting = await makeProduct(walk, { name: "waiting" });
  await ask("POST", `${waiting}/images`, image("D7"));
  await ask("DELETE", waiting);
  await ask("POST", "/agents/a/pick", {});
  const another = await makeProduct(walk, { name: "another" });
  await ask("POST", `${another}/images`, image("D8"));
  await ask("DELETE", namesake);
  await ask("POST", "/agents/a/pick", {});
}
