/** Bodies, queries, methods and paths that are refused, and their nearest that are taken. */
import type { Walk } from "./harness.js";
import { image, makeProduct } from "./values.js";

export async function walkRequests(walk: Walk): Promise<void> {
  const { ask } = walk;
  const right = { name: "p", release: "r", snaps: [] };
  const bodies: unknown[] = [
    ...[
      { ...right, name: 1 },
      { ...right, release: null },
      { release: "r", snaps: [] },
      { name: "p", release: "r" },
    ],
    ...[
      { ...right, name: "" },
      { ...right, name: "a\nb" },
      { ...right, name: "a\u007f" },
      { ...right, more: 1 },
    ],
    ...[
      { ...right, name: "é".repeat(200) },
      { ...right, name: "é".repeat(201) },
      { ...right, snaps: ["a.b", "a.b"] },
    ],
    ...[{ ...right, snaps: ["s".repeat(200)] }, { ...right, snaps: ["s".repeat(201)] }, [], null, "text"],
  ];
  for (const body of bodies) await ask("POST", "/products", { body });
  await ask("GET", "/products");
  const type = (value: string) => ({ headers: { "content-type": value } });
  await ask("POST", "/products", { body: right, ...type("text/plain") });
  await ask("POST", "/products", { body: right, ...type("application/json; charset=utf-8") });
  for (const raw of ["", "{", '{"a": 12345678901234567890}']) await ask("POST", "/products", { raw });
  for (const bytes of [1_000_001, 1_048_576, 1_048_577]) await ask("POST", "/products", { bytes });
  const product = await makeProduct(walk);
  for (const levels of [60, 99, 100])
    await ask("POST", `${product}/test-specs`, {
      raw: `{"name": "n", "test_payload": ${"[".repeat(levels)}${"]".repeat(levels)}}`,
    });
  await ask("POST", `${product}/test-specs`, { raw: '{"name": "n", "test_payload": 12345678901234567890}' });

  for (const method of ["PATCH", "OPTIONS", "HEAD"]) await ask(method, "/products");
  for (const method of ["PUT", "HEAD"]) await ask(method, `${product}/images`);
  await ask("HEAD", "/products/00000000-0000-4000-8000-000000000000");
  await ask("GET", "/nowhere");
  for (const query of ["?a=1", "?image_unique_id=a&image_unique_id=b"])
    await ask("GET", `${product}/tests/events${query}`);
  const unknown = "/products/00000000-0000-4000-8000-000000000000";
  await ask("PUT", unknown, { body: {} });
  await ask("PUT", `${product}?a=1`, { body: {} });
  await ask("POST", "/products", { keys: null, raw: "{" });
  await ask("GET", "/nowhere", { keys: null });
  await triggers(walk, product);
  await results(walk, product);
}

async function triggers({ ask }: Walk, product: string): Promise<void> {
  const snap = { name: "test-snap.foo", revision: 1, channel: "edge" };
  const revisions: unknown[] = [
    0,
    -1,
    1.5,
    "2",
    true,
    2_147_483_648,
    Number.MAX_SAFE_INTEGER,
    9_007_199_254_740_992,
  ];
  for (const revision of revisions) await ask("POST", `${product}/snaps`, { body: { ...snap, revision } });
  for (const channel of ["Edge", "beta", "unknown", null])
    await ask("POST", `${product}/snaps`, { body: { ...snap, channel } });
  for (const body of [
    { name: "test-snap.foo", channel: "edge" },
    { name: "test-snap.foo", revision: 1 },
  ])
    await ask("POST", `${product}/snaps`, { body });
  for (const body of [{ snaps: [], channel: "edge" }, { snaps: [{ name: "a.b", revision: 1 }] }])
    await ask("POST", `${product}/gold-masters`, { body });
  for (const length of [1, 35, 36, 37]) await ask("POST", `${product}/images`, image("i".repeat(length)));
  for (const id of [" A.b ", "ABCDEF01-0000-4000-8000-00000000000F", ""])
    await ask("POST", `${product}/images`, image(id));
  await ask("POST", `${product}/images`, { body: { image_unique_id: "a" } });
  await ask("POST", `${product}/images`, { body: { image_reference: 1 } });
  for (const channel of ["beta", "unknown"]) await ask("POST", `${product}/images`, image("c", { channel }));
  await ask("POST", `${product}/images`, { ...image("o"), headers: { "content-type": "text/xml" } });
  await ask("GET", `${product}/tests/events`);
  const name = { image_unique_id: "l", image_reference: 1 };
  for (const length of [0, 200, 201])
    await ask("POST", "/orgs/docs-org/images", { body: { ...name, image_name: "n".repeat(length) } });
}

async function results({ ask }: Walk, product: string): Promise<void> {
  const post = { agent_id: "a", test_status: "PASSED", result_payload: {} };
  const unknown = "/test-opportunities/00000000-0000-4000-8000-000000000000/results";
  const bodies: unknown[] = [
    ...[
      post,
      { ...post, test_status: "passed" },
      { ...post, test_status: "OK" },
      { ...post, result_payload: [] },
    ],
    ...[
      { agent_id: "a", test_status: "PASSED" },
      { ...post, agent: { timing: { a: "2016-01-04" } } },
    ],
  ];
  await ask("POST", `${product}/images`, image("r"));
  const opportunity = await ask("POST", "/agents/a/pick", {});
  const path = `/test-opportunities/${String(opportunity.test_opportunity_id)}/results`;
  for (const body of bodies) await ask("POST", unknown, { body });
  for (const bytes of [1_048_600, 16_777_217]) await ask("POST", path, { bytes });
  await ask("POST", path, { body: post });
  for (let i = 0; i < 8; i++) await ask("POST", `${product}/images`, image(`agent${i}`));
  for (const agent of ["a%2Fb", "%2541", "a+b", "%C3%A9", "%ZZ", "a".repeat(101), "a".repeat(201), "A%0A"])
    await ask("POST", `/agents/${agent}/pick`, {});
  await ask("GET", `${product}/tests/events`);
}
