import type { Ask } from "./asked-model.js";

/** Everything that an owner and an agent do with one product, and some mistakes. */
export async function walkThrough(ask: Ask): Promise<void> {
  const body = { name: "walk.foo", release: "15.04-core", snaps: ["a.foo", "b.foo"] };
  const { json: product } = await ask("POST", "/products", body);
  const at = `/products/${product?.id}`;
  await ask("GET", "/products");
  await ask("GET", at);
  await ask("POST", `${at}/test-specs`, { name: "one", platform: "pi2", test_payload: { test_cmds: [] } });
  await ask("POST", `${at}/test-specs`, { name: "two", platform: "pi2" });
  await ask("GET", `${at}/test-specs`);
  const image = {
    image_unique_id: "an-image",
    image_reference: { url: "x" },
    channel: "edge",
    extra_snaps: ["c.foo"],
  };
  const triggers = [
    ["snaps", { name: "a.foo", revision: 3, channel: "edge" }],
    ["images", image],
    ["gold-masters", { snaps: [{ name: "a.foo", revision: 3 }], channel: "stable" }],
  ] as const;
  for (const [kind, sent] of triggers) await ask("POST", `${at}/${kind}`, sent);
  await ask("GET", `${at}/tests/events`);
  for (let n = 0; n < 3; n++) {
    const agent = { platform: "pi2", agent_group: "lab", agent_revno: "7" };
    const { json: work } = await ask("POST", `/agents/agent-${n}/pick`, agent);
    const id = work?.test_opportunity_id;
    await ask("GET", `${at}/tests/events`);
    const result = { agent_id: `agent-${n}`, test_status: "PASSED", result_payload: { n, deep: [{}] } };
    await ask("POST", `/test-opportunities/${id}/results`, result);
    await ask("GET", `${at}/tests/events?test_opportunity_id=${id}`);
    await ask("GET", `${at}/tests/results?test_opportunity_id=${id}`);
  }
  for (const list of ["tests/events", "tests/results", "results"]) await ask("GET", `${at}/${list}`);
  await ask("GET", "/products/00000000-0000-4000-8000-000000000000");
  await ask("POST", "/products", { name: "no-release.foo" });
  await ask("PATCH", "/products", {});
  await ask("DELETE", at);
}
