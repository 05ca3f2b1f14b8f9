import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { directoryInHand, type InHand } from "./in-hand.js";
import { memoryOutbox, type Outbox } from "./outbox.js";
import { refusal } from "./testing/fake-spi.js";
import { plain, testLab } from "./testing/test-lab.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";

const MINUTE = 60_000;

let folder: string;
beforeEach(() => void (folder = join(temporaryFolder(), "in-hand")));

const files = (): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** A lab that starts with the files of an earlier one. */
function lab(more = "", options: { outbox?: Outbox; inHand?: InHand } = {}) {
  return testLab([plain(more)], { inHand: directoryInHand(folder), ...options });
}

/** A lab whose only device has picked `op-1`, killed `ms` into the walk. */
async function killedAt(ms: number, more = "", outbox = memoryOutbox()) {
  const set = lab(more, { outbox });
  set.spi.add("op-1");
  set.lab.start();
  await set.clock.advance(ms);
  set.clock.close();
  return set;
}

describe("an agent's unfinished opportunity", () => {
  it.each([0, 30_000, 2 * MINUTE, 3.5 * MINUTE])(
    "is started again after a kill %i ms into it",
    async (ms) => {
      await killedAt(ms);
      expect(files()).toHaveLength(1);
      const { clock, spi, lab: next, kinds, find } = lab();
      spi.hold("op-1", "dev");
      next.start();
      await clock.advance(0);
      expect(kinds().slice(0, 3)).toEqual(["started", "resumed", "phase-started"]);
      expect(next.devices()[0]).toMatchObject({ activity: "provisioning", opportunity_id: "op-1" });
      await clock.advance(4 * MINUTE);
      expect(spi.taken["op-1"]).toMatchObject({ test_status: "PASSED" });
      expect(find("posted")).toMatchObject([{ http_status: 201 }]);
      expect(files()).toEqual([]);
      await next.stop();
    },
  );

  it("is released when its result is delivered, or refused for good", async () => {
    const { spi, clock } = await killedAt(4 * MINUTE);
    expect(spi.taken).toHaveProperty("op-1");
    expect(files()).toEqual([]);
    clock.close();
    const refused = lab();
    refused.spi.add("op-2");
    refused.spi.next("result", () => refusal(409, "held by another"));
    refused.lab.start();
    await refused.clock.advance(5 * MINUTE);
    expect(refused.find("refused")).toHaveLength(1);
    expect(files()).toEqual([]);
  });

  it("is not started again if its result is saved; the result is posted", async () => {
    const outbox = memoryOutbox();
    const first = lab("", { outbox });
    first.spi.add("op-1");
    first.spi.next("result", () => refusal(503, "busy"), 99);
    first.lab.start();
    await first.clock.advance(4 * MINUTE);
    first.clock.close();
    expect(files()).toHaveLength(1);
    const next = lab("", { outbox });
    next.spi.hold("op-1", "dev");
    next.lab.start();
    await next.clock.advance(0);
    expect(next.spi.of("result")).toHaveLength(1);
    expect(next.find("resumed")).toEqual([]);
    expect(files()).toEqual([]);
    await next.lab.stop();
  });

  it("is not started again if its saved result is refused, even if its file still exists", async () => {
    const outbox = memoryOutbox();
    await outbox.save({ agent_id: "dev", opportunity_id: "op-1", body: '{"agent_id": "dev"}' });
    const release = async () => undefined;
    const list = async () => [{ test_opportunity_id: "op-1" }];
    const next = lab("", { outbox, inHand: { keep: release, release, list } });
    next.spi.hold("op-1", "another");
    next.lab.start();
    await next.clock.advance(MINUTE);
    expect(next.find("refused")).toMatchObject([{ http_status: 409 }]);
    expect(next.find("resumed")).toEqual([]);
    await next.lab.stop();
  });

  it("is released before the saved result is removed, so a crash in between only repeats the post", async () => {
    const outbox = memoryOutbox();
    const remove = vi.spyOn(outbox, "remove");
    let left: string[] | undefined;
    remove.mockImplementation(async () => {
      left = files();
    });
    await killedAt(4 * MINUTE, "", outbox);
    expect(left).toEqual([]);
    expect(remove).toHaveBeenCalledOnce();
  });

  it("says at a stop that it will be started again", async () => {
    const set = lab();
    set.spi.add("op-1");
    set.lab.start();
    await set.clock.advance(MINUTE);
    await set.lab.stop();
    expect(set.find("abandoned")).toMatchObject([
      { why: "the agent was stopped; it starts again at the next start" },
    ]);
    expect(files()).toHaveLength(1);
  });

  it("stays picked if the device vanished with it, over several restarts", async () => {
    const more = "behaviours: [{ kind: vanishes-after-pick }]";
    await killedAt(MINUTE, more);
    const next = lab(more);
    next.lab.start();
    await next.clock.advance(10 * MINUTE);
    expect(next.kinds()).toEqual(["started", "resumed", "vanished"]);
    expect(next.lab.devices()[0]).toMatchObject({ activity: "vanished", online: false });
    expect(next.spi.calls).toEqual([]);
  });

  it("stays picked if the device vanished with it earlier, and only the last one is started again", async () => {
    const more = "behaviours: [{ kind: vanishes-after-pick, rate: 0.5 }]";
    const draw = (...what: string[]): number =>
      what[1] === "op-1" && what[2] === "vanishes-after-pick" ? 0 : 0.9;
    const first = testLab([plain(more)], { inHand: directoryInHand(folder), draw });
    first.spi.add("op-1");
    first.spi.add("op-2");
    first.lab.start();
    await first.clock.advance(MINUTE);
    first.lab.device("dev")!.bringOnline();
    await first.clock.advance(MINUTE);
    expect(first.lab.devices()[0]).toMatchObject({ opportunity_id: "op-2" });
    first.clock.close();
    const next = testLab([plain(more)], { inHand: directoryInHand(folder), draw });
    next.spi.hold("op-2", "dev");
    next.lab.start();
    await next.clock.advance(5 * MINUTE);
    expect(Object.keys(next.spi.taken)).toEqual(["op-2"]);
    expect(next.find("resumed")).toMatchObject([{ opportunity_id: "op-2" }]);
    await next.lab.stop();
  });

  it("is ignored by other agents", async () => {
    await killedAt(MINUTE);
    const other = { ...plain(), agent: { ...plain().agent, id: "other" } };
    const next = testLab([other], { inHand: directoryInHand(folder) });
    next.lab.start();
    await next.clock.advance(MINUTE);
    expect(next.find("resumed")).toEqual([]);
    await next.lab.stop();
  });

  it("does not lose a result if the disk fails", async () => {
    const warn = vi.fn();
    const fails = () => Promise.reject(new Error("disk full"));
    const broken: InHand = { keep: fails, release: fails, list: fails };
    const {
      clock,
      spi,
      lab: next,
    } = testLab([plain()], {
      inHand: broken,
      log: { info: () => undefined, warn, error: () => undefined },
    });
    spi.add("op-1");
    next.start();
    await clock.advance(4 * MINUTE);
    expect(spi.taken).toHaveProperty("op-1");
    const messages = warn.mock.calls.map(([, message]) => message as string);
    for (const what of ["read", "kept", "removed"])
      expect(messages).toContain(`the unfinished opportunity could not be ${what}`);
    await next.stop();
  });

  it("keeps a damaged file", async () => {
    await killedAt(MINUTE);
    const damaged = vi.fn();
    const file = join(folder, files()[0]!);
    writeFileSync(file, '{"agent_id": "dev", "opportunity_id": "op-1", "opportunity": {}}');
    const next = lab("", { inHand: directoryInHand(folder, damaged) });
    next.lab.start();
    await next.clock.advance(MINUTE);
    expect(damaged).toHaveBeenCalledWith(file, "Error: no opportunity");
    expect(files()).toHaveLength(1);
    await next.lab.stop();
  });
});
