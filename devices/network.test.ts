import { describe, expect, it } from "vitest";
import { plain, testLab } from "./testing/test-lab.js";

const MINUTE = 60_000;

function setUp(ids: string[] = []) {
  const set = testLab([plain()]);
  for (const id of ids) set.spi.add(id);
  set.lab.start();
  return set;
}

describe("a device taken offline by hand", () => {
  it("sends nothing until it is brought back", async () => {
    const { clock, spi, lab, find } = setUp();
    await clock.advance(1000);
    lab.device("dev")!.takeOffline();
    await clock.advance(0);
    expect(lab.devices()[0]).toMatchObject({ activity: "offline", online: false, next_poll_at: null });
    await clock.advance(MINUTE);
    expect(spi.calls).toHaveLength(1);
    lab.device("dev")!.bringOnline();
    await clock.advance(0);
    expect(spi.calls.map((call) => call.at)).toEqual([0, MINUTE + 1000]);
    expect(find("offline")).toMatchObject([{ why: "taken offline" }]);
  });

  it("does not prevent 'until idle' from ending", async () => {
    const { clock, lab } = setUp(["op-1"]);
    await clock.advance(MINUTE);
    lab.device("dev")!.takeOffline();
    await expect(clock.advanceUntilIdle()).resolves.toMatchObject({ stopped: "idle" });
  });
});
