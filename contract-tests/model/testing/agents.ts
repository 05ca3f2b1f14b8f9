/** Agents: who gets what, and what comes of a post. */
import type { Walk } from "./harness.js";
import { HARD_VALUE, image, makeProduct, runOne } from "./values.js";

const TIMING = { timing: { setup_start: "2016-01-04T17:34:39.093142", other: "2016-01-04T17:34:40.000001" } };

export async function walkAgents(walk: Walk): Promise<void> {
  const { ask } = walk;
  const specs = [
    { name: "any", test_payload: "text" },
    { name: "pi", platform: "Pi2-rev1" },
    { name: "last" },
  ];
  const product = await makeProduct(walk, {}, specs);
  const older = await makeProduct(walk, {}, [{ name: "second" }]);
  await ask("POST", `${older}/images`, image("A0"));
  await ask("POST", `${product}/images`, image("A1"));
  await ask("POST", `${older}/images`, image("A2"));
  await ask("GET", `${product}/tests/events`);
  const other = { keys: walk.accounts[1]!.credentials };
  await ask("POST", "/agents/a/pick", { ...other, body: {} });
  const pick = (agent: string, body: object = {}) => ask("POST", `/agents/${agent}/pick`, { body });
  const first = await pick("Agent", { agent_group: "a group", agent_revno: "007" });
  await ask("GET", `${older}/tests/events`);
  await ask("GET", `${product}/tests/events`);
  const path = `/test-opportunities/${String(first.test_opportunity_id)}/results`;
  const post = {
    agent_id: "Agent",
    test_status: "FAILED",
    result_payload: { b: 1, a: HARD_VALUE },
    agent: TIMING,
  };
  await ask("POST", path, { ...other, body: post });
  for (const agent_id of ["agent", "Agent2", "nobody"])
    await ask("POST", path, { body: { ...post, agent_id } });
  await ask("POST", path, { body: post });
  await ask("GET", `${older}/tests/events`);
  await ask("GET", `${older}/tests/results`);
  const { a, b } = post.result_payload;
  const again: object[] = [
    ...[
      post,
      { ...post, result_payload: { a, b } },
      { ...post, agent_revno: "007" },
      { ...post, agent_revno: "8" },
    ],
    ...[{ ...post, result_payload: {} }, { ...post, agent: null }, { ...post, test_status: "PASSED" }, post],
    { ...post, agent_id: "nobody" },
  ];
  for (const body of again) await ask("POST", path, { body });
  for (const query of ["tests/events", "tests/results"]) await ask("GET", `${older}/${query}`);
  walk.settle(100);
  await ask("GET", `${older}/tests/events`);
  for (const query of ["tests/results", "results"]) await ask("GET", `${older}/${query}`);
  await ask("POST", path, { body: post });
  await ask("GET", `${older}/tests/events`);
  for (let i = 0; i < 3; i++) await pick("b");
  for (const platform of ["pi2-rev1", "Pi2", null, "x86"]) await pick("b", { platform });
  const pi = await pick("pi", { platform: "Pi2-rev1", agent_revno: "1" });
  await pick("b");
  if (pi) {
    const body = {
      agent_id: "pi",
      test_status: "ERROR",
      result_payload: {},
      agent_revno: "2",
      agent: { timing: {} },
    };
    await ask("POST", `/test-opportunities/${String(pi.test_opportunity_id)}/results`, { body });
  }
  walk.settle();
  await ask("GET", `${product}/tests/events`);
  await ask("GET", `${product}/tests/results`);
  await unfinished(walk, older);
  await atOnce(walk, older);
  await platforms(walk);
}

async function unfinished(walk: Walk, product: string): Promise<void> {
  const { ask } = walk;
  const made = await ask("POST", `${product}/images`, image("U"));
  const path = `/test-opportunities/${String(made.ids[0].test_opportunity_id)}/results`;
  const body = { agent_id: "u", test_status: "PASSED", result_payload: {} };
  await ask("POST", path, { body });
  await ask("GET", `${product}/tests/events?image_unique_id=U`);
  await ask("POST", "/agents/u/pick", {});
  await ask("POST", "/agents/u/pick", {});
  await ask("POST", path, { bytes: 16_777_217 });
  await ask("POST", path, { body });
  walk.settle();
  await ask("GET", `${product}/tests/results`);
}

async function atOnce(walk: Walk, product: string): Promise<void> {
  const { ask } = walk;
  for (const id of ["O1", "O2"]) await ask("POST", `${product}/images`, image(id));
  await Promise.all(["o1", "o2"].map((agent) => ask("POST", `/agents/${agent}/pick`, {})));
  await ask("GET", `${product}/tests/events`);
}

/** Results tell the agent's platform, or else the Test Spec's. */
async function platforms(walk: Walk): Promise<void> {
  const { ask } = walk;
  const product = await makeProduct(walk, { name: "platforms" }, [
    { name: "x", platform: "x86" },
    { name: "y" },
  ]);
  await ask("POST", `${product}/images`, image("P"));
  const out = { result_payload: { output: "o", x: 1 } };
  await runOne(walk, "x", out, { platform: "x86" });
  await runOne(walk, "y", {}, { platform: "arm", agent_group: "g" });
  await ask("POST", `${product}/images`, image("Q"));
  const held = [];
  for (const platform of ["x86", "arm"])
    held.push(await ask("POST", "/agents/z/pick", { body: { platform } }));
  for (const { test_opportunity_id: id } of held.reverse()) {
    const body = { agent_id: "z", test_status: "PASSED", result_payload: {} };
    await ask("POST", `/test-opportunities/${String(id)}/results`, { body });
  }
  walk.settle();
  for (const path of ["tests/events", "tests/results"]) await ask("GET", `${product}/${path}`);
}
