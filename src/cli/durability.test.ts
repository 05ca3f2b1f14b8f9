import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { signedFetch } from "../oauth1/sign.js";
import { runProcess, startProcess, type StartedEmulator } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

/** Advertisements that must have been acknowledged when the emulator is killed. */
const ACKNOWLEDGED = 40;
const CLIENTS = 4;

interface EventLog {
  test_opportunity_id: string;
  queued_at: string;
  events: { event_type: string; timestamp: string; result_id?: string }[];
}

class Client {
  constructor(readonly emulator: StartedEmulator) {}

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const { url, credentials } = this.emulator;
    const send = signedFetch(credentials, { fetch, now: Date.now, nonce: randomUUID });
    const headers = { "content-type": "application/json" };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await send(url + path, init);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async advertise(product: string, revision: number): Promise<string> {
    const snap = { name: "test-snap.foo", revision, channel: "edge" };
    const { ids } = await this.call<{ ids: { test_opportunity_id: string }[] }>(
      "POST",
      `/products/${product}/snaps`,
      snap,
    );
    return ids[0]!.test_opportunity_id;
  }

  async logs(product: string): Promise<EventLog[]> {
    return (await this.call<{ event_logs: EventLog[] }>("GET", `/products/${product}/tests/events`))
      .event_logs;
  }
}

describe("killed while clients advertise", () => {
  it("finds all again that was acknowledged, and goes on with it", async () => {
    const folder = join(temporaryFolder(), "data");
    const args = ["--data-dir", folder, "--seed", "empty", "--log-level", "warn", "--speed", "3600"];
    const killed = await startProcess([...args, "--no-lab"]);
    const before = new Client(killed);
    const { id: product } = await before.call<{ id: string }>("POST", "/products", {
      name: "test-product.foo",
      release: "15.04-core",
      snaps: ["test-snap.foo"],
    });
    const { id: spec } = await before.call<{ id: string }>("POST", `/products/${product}/test-specs`, {
      name: "smoke",
    });

    const known = [await before.advertise(product, 0)];
    const [shown] = await before.logs(product);
    let sent = 0;
    const advertiseOnAndOn = async (): Promise<void> => {
      try {
        for (;;) {
          sent += 1;
          known.push(await before.advertise(product, sent));
          if (known.length === ACKNOWLEDGED) killed.child.kill("SIGKILL");
        }
      } catch {
        // The emulator is gone.
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, advertiseOnAndOn));
    expect((await killed.ended).signal).toBe("SIGKILL");
    // As it was left: nothing was cleaned up.
    expect([existsSync(join(folder, "lock")), existsSync(killed.locator)]).toEqual([true, true]);

    const restored = await startProcess(args);
    expect(restored.stdout).toContain("; restored");
    expect(restored.credentials).toEqual(killed.credentials);
    const after = new Client(restored);

    // While it runs, nobody else gets its state.
    const second = await runProcess(["start", "--port", "0", "--data-dir", folder]);
    expect([second.code, second.stdout]).toEqual([2, ""]);
    expect(second.stderr).toMatch(
      new RegExp(`^spi-emulator: [^\n]*${folder}[^\n]* ${restored.child.pid!}[^\n]*\n$`),
    );

    const logs = await after.logs(product);
    const ids = logs.map((log) => log.test_opportunity_id);
    expect(ids).toEqual(expect.arrayContaining(known));
    // What was on its way at the end may be there or not.
    expect(ids.length).toBeLessThanOrEqual(known.length + CLIENTS);
    const first = logs.find((log) => log.test_opportunity_id === known[0])!;
    expect(first.queued_at).toBe(shown!.queued_at);
    expect(first.events[0]).toEqual(shown!.events[0]);

    const later = await after.advertise(product, 1_000_000);
    expect(new Set([...ids, later, product, spec]).size).toBe(ids.length + 3);
    const done = await vi.waitFor(
      async () => {
        const all = await after.logs(product);
        for (const { events } of all) expect(events.at(-1)!.event_type).toBe("RESULT_STORED");
        return all;
      },
      { timeout: 90_000, interval: 100 },
    );
    const results = done.map(({ events }) => events.at(-1)!.result_id!);
    expect(new Set([...results, ...ids, later, product, spec]).size).toBe(results.length + ids.length + 3);
    for (const { events } of done) {
      const times = events.map(({ timestamp }) => timestamp);
      expect(times).toEqual([...times].sort());
    }
    expect((await restored.kill("SIGTERM")).code).toBe(0);
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });
});
