import { describe, expect, it } from "vitest";
import { refusal } from "./testing/fake-spi.js";
import { plain, testLab } from "./testing/test-lab.js";

const MINUTE = 60_000;

function busy() {
  const set = testLab([plain()]);
  set.spi.add("op-1");
  set.lab.start();
  return set;
}

describe("stopping a lab", () => {
  it("ends idle agents at once", async () => {
    const { clock, lab, find } = testLab([plain()]);
    lab.start();
    await clock.advance(1000);
    await lab.stop();
    expect(lab.devices()[0]).toMatchObject({ activity: "stopped", next_poll_at: null });
    expect(find("stopped")).toMatchObject([{ why: "on request" }]);
    expect(clock.busy).toEqual([]);
  });

  it("does nothing before the start", async () => {
    await expect(testLab([plain()]).lab.stop()).resolves.toBeUndefined();
  });

  it("leaves an opportunity picked if its test has not ended", async () => {
    const { clock, spi, lab, find, outbox } = busy();
    await clock.advance(2 * MINUTE);
    await lab.stop();
    expect(find("abandoned")).toMatchObject([{ opportunity_id: "op-1" }]);
    expect(find("phase-ended").at(-1)).toMatchObject({ phase: "test", complete: false });
    expect(spi.of("result")).toEqual([]);
    await expect(outbox.list("dev")).resolves.toEqual([]);
  });

  it("posts the result of a test that has ended", async () => {
    const { clock, spi, lab, find } = busy();
    await clock.advance(3.5 * MINUTE);
    await lab.stop();
    expect(spi.of("result")).toMatchObject([{ at: 3.5 * MINUTE, status: 201 }]);
    expect(find("abandoned")).toEqual([]);
    expect(spi.of("pick")).toHaveLength(1);
  });

  it("lets devices finish their opportunities when it drains", async () => {
    const { clock, spi, lab } = busy();
    spi.add("op-2");
    await clock.advance(MINUTE);
    const stopped = lab.stop({ drain: true });
    await clock.advance(3 * MINUTE);
    await stopped;
    expect(Object.keys(spi.taken)).toEqual(["op-1"]);
    expect(spi.of("pick")).toHaveLength(1);
  });

  it("ends a drain at the second call", async () => {
    const { clock, lab, find } = busy();
    await clock.advance(MINUTE);
    void lab.stop({ drain: true });
    await lab.stop();
    expect(find("abandoned")).toHaveLength(1);
  });

  it("tries to post a result once more and then keeps it", async () => {
    const { clock, spi, lab, find, outbox } = busy();
    spi.next("result", () => refusal(503, "busy"), 99);
    await clock.advance(3.5 * MINUTE);
    await lab.stop();
    expect(spi.of("result")).toHaveLength(1);
    expect(find("retry")).toEqual([]);
    expect(find("kept")).toMatchObject([{ opportunity_id: "op-1", why: "503 busy" }]);
    await expect(outbox.list("dev")).resolves.toHaveLength(1);
  });

  it.each([false, true])("ends a wait for the next try (drain: %s)", async (drain) => {
    const { clock, spi, lab, outbox } = busy();
    spi.next("result", () => refusal(503, "busy"), 99);
    await clock.advance(4 * MINUTE + 500);
    await lab.stop({ drain });
    expect(spi.of("result")).toHaveLength(1);
    await expect(outbox.list("dev")).resolves.toHaveLength(1);
  });

  it("waits for a call, but not at the second stop", async () => {
    const { clock, spi, lab, find, outbox } = busy();
    spi.next("result", () => new Promise<Response>(() => undefined));
    await clock.advance(4 * MINUTE - 1);
    void clock.advance(1).catch(() => undefined);
    await expect.poll(() => spi.of("result")).toHaveLength(1);
    let ended = false;
    const stopped = lab.stop().then(() => (ended = true));
    await Promise.resolve();
    expect(ended).toBe(false);
    await Promise.all([lab.stop(), stopped]);
    expect(find("kept")).toMatchObject([{ why: "stopped at once" }]);
    await expect(outbox.list("dev")).resolves.toHaveLength(1);
  });

  it("keeps the result of a device that is offline", async () => {
    const { clock, spi, lab, outbox } = busy();
    await clock.advance(MINUTE);
    lab.device("dev")!.takeOffline();
    await clock.advance(9 * MINUTE);
    expect(lab.devices()[0]).toMatchObject({ activity: "offline", online: false });
    await lab.stop();
    expect(spi.of("result")).toEqual([]);
    await expect(outbox.list("dev")).resolves.toHaveLength(1);
  });

  it("ends cleanly when the clock is closed", async () => {
    const { clock, lab, find, errors } = busy();
    await clock.advance(MINUTE);
    clock.close();
    await lab.stop();
    expect(find("stopped")).toMatchObject([{ why: "the clock was closed" }]);
    expect(errors).toEqual([]);
  });
});
