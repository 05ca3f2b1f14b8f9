import { lastEvent } from "../domain/events.js";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseProfile } from "../../devices/load-profiles.js";
import { realKitHost } from "../../devices/testing/kit-host.js";
import { BASE, testServer, type TestServer } from "../http/testing/test-server.js";
import { silentLog } from "../log.js";
import { inHandOf } from "./in-hand.js";
import { createSandboxLab } from "./lab.js";
import type { Sandbox } from "./sandbox.js";
import { Sandboxes } from "./sandboxes.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const profile = (id: string, more = "") =>
  parseProfile(`name: Board\nplatform: amd64\nagent: { id: ${id} }\n${more}`, "board.yaml");

/** A product with opportunities for two agents of the account and one of another. */
async function server() {
  const test = await testServer();
  const advertise = async (send: TestServer["send"]): Promise<void> => {
    const { body: product } = await send("POST", "/products", { name: "p", release: "r", snaps: ["s.foo"] });
    const path = `/products/${(product as { id: string }).id}`;
    await send("POST", `${path}/test-specs`, { name: "smoke", test_payload: { test_cmds: ["true"] } });
    for (let revision = 1; revision <= 3; revision++)
      await send("POST", `${path}/snaps`, { name: "s.foo", revision, channel: "edge" });
  };
  const other = test.as("two@example.com");
  await advertise(test.send);
  await advertise(other);
  const pick = async (send: TestServer["send"], agent: string): Promise<Record<string, unknown>> =>
    (await send("POST", `/agents/${agent}/pick`, {})).body as Record<string, unknown>;
  return { ...test, other, pick };
}

describe("unfinished opportunities of a sandbox's agents", () => {
  it("are those that the state shows as picked by this agent of this account, in the form of a pick's answer", async () => {
    const { sandbox, send, other, pick } = await server();
    const first = await pick(send, "board");
    await pick(send, "another");
    const second = await pick(send, "board");
    const foreign = await pick(other, "board");
    const inHand = inHandOf(sandbox);
    await expect(inHand.list("board", null)).resolves.toEqual([first, second]);
    await expect(inHand.list("board", "two@example.com")).resolves.toEqual([foreign]);
    await expect(inHand.list("nobody", null)).resolves.toEqual([]);
    const body = { agent_id: "board", test_status: "PASSED", result_payload: {} };
    const id = first["test_opportunity_id"] as string;
    await send("POST", `/test-opportunities/${id}/results`, body);
    await expect(inHand.list("board", null)).resolves.toEqual([second]);
  });

  it("are started by a new lab, even if the answer to the pick was lost", async () => {
    const { sandbox, clock, send, labFetch, pick } = await server();
    const { test_opportunity_id: id } = await pick(send, "board");
    const options = { url: BASE, fetch: labFetch, kitHost: realKitHost(), log: silentLog };
    const lab = createSandboxLab(sandbox, { ...options, profiles: [profile("board")] });
    lab.start();
    await clock.advance(10 * 60_000);
    await lab.stop();
    expect(lastEvent(sandbox.state.walk(id as string))).toBe("RESULT_STORED");
  });
});

const BODY = JSON.stringify({ agent_id: "board", test_status: "PASSED", result_payload: {} });

describe("results of a sandbox's lab that wait", () => {
  let folder: string;
  let sandboxes: Sandboxes;
  beforeEach(async () => {
    folder = temporaryFolder();
    sandboxes = new Sandboxes({ folder, log: silentLog });
  });
  afterEach(async () => {
    await sandboxes.close();
  });

  const create = (name: string): Promise<Sandbox> =>
    sandboxes.create({ name, seed: "empty", clock: { mode: "scaled", speed: 1 }, lab: false });
  const result = { agent_id: "board", opportunity_id: "op-1", body: BODY };
  const kept = (sandbox: Sandbox) => sandbox.outbox.list("board");

  it("are kept on disk and restored after a restart", async () => {
    await (await create("one")).outbox.save(result);
    await create("two");
    await sandboxes.close();
    sandboxes = new Sandboxes({ folder, log: silentLog });
    await sandboxes.openAll({});
    await expect(kept(sandboxes.get("one"))).resolves.toEqual([result]);
    await expect(kept(sandboxes.get("two"))).resolves.toEqual([]);
  });

  it("are deleted if the sandbox's records are replaced", async () => {
    const sandbox = await create("one");
    await sandbox.outbox.save(result);
    await sandboxes.reset(sandbox);
    await expect(kept(sandbox)).resolves.toEqual([]);
  });

  it("are deleted with their sandbox, and never reach a new one", async () => {
    const gone = await create("one");
    await gone.outbox.save(result);
    expect(existsSync(join(folder, "outbox", "one"))).toBe(true);
    await sandboxes.delete("one");
    expect(existsSync(join(folder, "outbox", "one"))).toBe(false);
    await gone.outbox.save(result);
    await expect(kept(await create("one"))).resolves.toEqual([]);
  });
});
