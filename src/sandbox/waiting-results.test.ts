import { expect, it } from "vitest";
import { labServer } from "./testing/lab-server.js";

const COUNT = 250;
const SPECS = Array.from({ length: COUNT }, (_, n) => ({ name: `spec-${n}`, platform: "amd64" }));
const SEED = JSON.stringify({
  accounts: [
    {
      ...{ email: "one@example.com", password: "p" },
      products: [{ name: "test-product", release: "16", snaps: ["snap.foo"], test_specs: SPECS }],
    },
  ],
});

it("very many results that wait in a snapshot get one timer, and all are stored", async () => {
  const server = await labServer({ seed: SEED, lab: false });
  const { send, control, sandbox } = server;
  const product = (await send("GET", "/products")).body.products[0].id as string;
  await send("POST", `/products/${product}/snaps`, { name: "snap.foo", revision: 1, channel: "edge" });
  const post = async (): Promise<number> => {
    const { test_opportunity_id: id } = (await send("POST", "/agents/a/pick", { platform: "amd64" })).body;
    const result = { agent_id: "a", test_status: "PASSED", result_payload: {} };
    return (await send("POST", `/test-opportunities/${id}/results`, result)).status;
  };
  for (let n = 0; n < COUNT; n++) expect(await post()).toBe(201);
  await control("POST", "/_emulator/snapshots", { name: "one" });
  await control("POST", "/_emulator/snapshots/one/load");
  expect(sandbox.clock.pendingTimers).toBe(1);
  const list = async () => (await control("GET", "/_emulator/opportunities?limit=1000")).body.opportunities;
  const [waiting] = await list();
  expect(waiting.why).toMatch(/^a posted PASSED at .*; the result will be stored at .* \(in 30 ms\)/);
  const { body: advanced } = await control("POST", "/_emulator/clock/advance", { by_ms: 30 });
  expect(advanced.stopped).toBe("advanced");
  const states = (await list()).map((one: { state: string }) => one.state) as string[];
  expect(states).toEqual(Array(COUNT).fill("RESULT_STORED"));
  await server.close();
});
